import ArgumentParser
import Foundation
import SwiftletBudget
import SwiftletDevices
import SwiftletEmbedding
import SwiftletFormat

/// `embed`: a folder that runs a model on a core, for builds without Swift.
struct EmbedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "embed",
    abstract: "Write a model for a microcontroller: library, header, C array.",
    discussion: """
      The folder holds all that a C compiler needs: the library for the core, \
      its header, the model as a C array, a program that feeds the model's \
      recorded steps and prints the answers, the licence, and a README with \
      the budget. What is there and is not as embed wrote it is replaced with \
      --force alone; the file .swiftlet-embed records what embed wrote.

      A folder holds one model. Several models in one program have a folder \
      and a --name each, and one library: give --library full where the \
      smallest of each differ.
      """)

  @Argument(help: "The quantized model, a .swlt file.")
  var model: String

  @Option(help: "The core: \(TargetCore.names).")
  var target: TargetCore

  @Option(help: "The folder to write; it is made where there is none.")
  var out: String

  @Option(
    help: """
      What the model is called in C: the files, functions and macros of pump \
      are swiftlet_pump.h, pump_quantize_float and PUMP_SIZE.
      """)
  var name = "model"

  @Option(
    help: """
      plain: the files alone. cmake: a target for add_subdirectory, and a \
      project to build and run. arduino: a library. zephyr: a module and an \
      application. platformio: a library and a project.
      """)
  var layout = EmbedLayout.plain

  @Option(
    help: """
      The library: \(DeviceLibrary.all.map(\.name).joined(separator: ", ")). \
      full runs every model, such as one that arrives later by an update. \
      (default: the smallest that runs the model)
      """)
  var library: DeviceLibrary?

  @Option(
    help: """
      Write these files alone, for a model that was trained again: model (the \
      C array, its header and the recorded steps).
      """)
  var only: Part?

  @OptionGroup(title: "Windows") var windows: EmbedWindowOptions

  @Flag(help: "Replace files that hold something else than embed wrote.")
  var force = false

  @OptionGroup var output: OutputOptions

  /// A part of the folder.
  enum Part: String, ExpressibleByArgument, CaseIterable { case model }

  func validate() throws {
    guard !out.isEmpty else {
      throw ValidationError("--out takes a folder, which '' is not.")
    }
    guard layout.supports(target) else {
      throw ValidationError(
        "--layout \(layout.rawValue) has no board with \(target.name); "
          + "take plain or cmake.")
    }
    guard ModelName(name) != nil else {
      throw ValidationError(
        "--name '\(name)' begins no names in C; take lower-case letters, "
          + "digits and single _ between them, a letter first, as in pump_2; "
          + "swiftlet, decision and window are the runtime's.")
    }
  }

  func run() throws {
    let project = try ProjectFolder.find()
    let model = try readModel()
    let hint = try target.hint(for: model)
    var folder = try EmbedFolder(out)
    var embedding = Embedding(
      model: model, name: ModelName(name) ?? .standard, target: target,
      library: try chosenLibrary(for: model, in: folder), layout: layout,
      window: try windows.schedule(for: model), budget: nil,
      version: MainCommand.version)
    try checkModel(embedding, in: folder)
    let files = embedding.files.filter { only == nil || $0.isModel }
    try folder.prepare(
      for: files, replacesEdits: force,
      reading: [
        ("the model", [self.model]),
        ("its source", embedding.sources(in: project)),
      ])
    if let hint { Console.message(hint) }
    windows.hint(for: embedding.window).map { Console.message($0) }
    if only == nil { try build(&embedding, with: project) }
    let names = files.map(\.path)
    try embedding.write(
      embedding.files.filter { names.contains($0.path) }, to: &folder,
      from: project)
    try report(names, embedding.library)
  }

  /// The library that is given, or else, for a model alone, the folder's.
  private func chosenLibrary(
    for model: QuantizedModel, in folder: EmbedFolder
  ) throws -> DeviceLibrary? {
    let libraries = target.libraries(for: model)
    guard let library else {
      return only == nil
        ? nil
        : libraries.first { folder.library == "\(target.name) \($0.name)" }
    }
    guard libraries.contains(library) else {
      throw CommandError(
        "--library \(library.name) does not run this model on \(target.name); "
          + "take \(libraries.map(\.name).joined(separator: " or "))")
    }
    return library
  }

  private func readModel() throws -> QuantizedModel {
    let model = try QuantizedModel(contentsOf: URL(fileURLWithPath: model))
    guard !model.goldenSteps.isEmpty else {
      throw CommandError(
        "the model records no steps to feed; quantize it again")
    }
    return model
  }

  /// A folder holds one model, and a model alone goes beside the library that
  /// runs it.
  private func checkModel(
    _ embedding: Embedding, in folder: EmbedFolder
  ) throws {
    if let other = folder.model(otherThan: embedding.name) {
      throw CommandError(
        "\(out): the folder holds the model '\(other.symbol)'; choose another "
          + "--out, or give --name \(other.symbol) to replace it")
    }
    guard only != nil, folder.library != embedding.runtime else { return }
    throw CommandError(
      "\(out): the folder has no library \(embedding.runtime), which the model "
        + "needs; leave --only out")
  }

  /// The library, and what the model costs.
  private func build(
    _ embedding: inout Embedding, with project: ProjectFolder
  ) throws {
    try project.buildLibrary(embedding.library, for: target)
    embedding.budget = Budget(
      of: embedding.model, at: URL(fileURLWithPath: model).path, on: target,
      in: embedding.library, by: try .measured(), with: project)
  }

  private func report(_ names: [String], _ library: DeviceLibrary) throws {
    let folder = URL(fileURLWithPath: out).path
    if output.json {
      try output.print([
        "files": names, "name": name, "target": target.name,
        "layout": layout.rawValue,
        "library": library.name, "out": folder,
      ])
    } else {
      try Console.print("wrote \(folder): \(names.joined(separator: " "))")
    }
  }
}
