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
      recorded steps and prints the answers, and a README with the budget. The \
      library is the smallest that runs the model. What is there and is not as \
      embed wrote it is replaced with --force alone; the file .swiftlet-embed \
      records what embed wrote.
      """)

  @Argument(help: "The quantized model, a .swlt file.")
  var model: String

  @Option(help: "The core: \(TargetCore.names).")
  var target: TargetCore

  @Option(help: "The folder to write; it is made where there is none.")
  var out: String

  @Option(
    help: """
      plain: the files alone. cmake: a project to build and run. arduino: a \
      library. zephyr: a module and an application. platformio: a project.
      """)
  var layout = EmbedLayout.plain

  @Option(
    help: """
      Write these files alone, for a model that was trained again: model (the \
      C array, its header and the recorded steps).
      """)
  var only: Part?

  @Flag(help: "Replace files that hold something else than embed wrote.")
  var force = false

  @OptionGroup var output: OutputOptions

  /// A part of the folder.
  enum Part: String, ExpressibleByArgument, CaseIterable { case model }

  func validate() throws {
    guard layout.supports(target) else {
      throw ValidationError(
        "--layout \(layout.rawValue) has no board with \(target.name); "
          + "take plain or cmake.")
    }
  }

  func run() throws {
    let project = try ProjectFolder.find()
    let model = try readModel()
    let hint = try target.hint(for: model)
    var embedding = Embedding(
      model: model, target: target, layout: layout, budget: nil,
      version: MainCommand.version)
    var folder = EmbedFolder(out)
    try checkPart(embedding, in: folder)
    let files = embedding.files.filter { only == nil || $0.isModel }
    try folder.prepare(
      for: files, replacesEdits: force,
      reading: [
        ("the model", [self.model]),
        ("its source", embedding.sources(in: project)),
      ])
    if let hint { Console.message(hint) }
    if only == nil { try build(&embedding, with: project) }
    let names = files.map(\.path)
    try embedding.write(
      embedding.files.filter { names.contains($0.path) }, to: &folder,
      from: project)
    try report(names, target.library(for: model))
  }

  private func readModel() throws -> QuantizedModel {
    let model = try QuantizedModel(contentsOf: URL(fileURLWithPath: model))
    guard !model.goldenSteps.isEmpty else {
      throw CommandError(
        "the model records no steps to feed; quantize it again")
    }
    return model
  }

  /// A model alone goes beside the library that runs it.
  private func checkPart(
    _ embedding: Embedding, in folder: EmbedFolder
  ) throws {
    guard only != nil, folder.library != embedding.library else { return }
    throw CommandError(
      "\(out): the folder has no library \(embedding.library), which the model "
        + "needs; leave --only out")
  }

  /// The library, and what the model costs.
  private func build(
    _ embedding: inout Embedding, with project: ProjectFolder
  ) throws {
    try project.buildLibrary(
      target.library(for: embedding.model), for: target)
    embedding.budget = Budget(
      of: embedding.model, at: URL(fileURLWithPath: model).path, on: target,
      by: try .measured(), with: project)
  }

  private func report(_ names: [String], _ library: DeviceLibrary) throws {
    let folder = URL(fileURLWithPath: out).path
    if output.json {
      try output.print([
        "files": names, "target": target.name, "layout": layout.rawValue,
        "library": library.name, "out": folder,
      ])
    } else {
      try Console.print("wrote \(folder): \(names.joined(separator: " "))")
    }
  }
}
