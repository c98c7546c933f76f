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
      library is the smallest that runs the model.
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

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard layout.supports(target) else {
      throw ValidationError(
        "--layout \(layout.rawValue) has no board with \(target.name); "
          + "take plain or cmake.")
    }
  }

  func run() throws {
    let project = try ProjectFolder.find()
    let file = URL(fileURLWithPath: model)
    let model = try QuantizedModel(contentsOf: file)
    guard !model.goldenSteps.isEmpty else {
      throw CommandError(
        "the model records no steps to feed; quantize it again")
    }
    if let hint = try target.hint(for: model) { Console.message(hint) }
    let library = target.library(for: model)
    try project.buildLibrary(library, for: target)
    let folder = URL(fileURLWithPath: out)
    let embedding = Embedding(
      model: model, target: target, layout: layout,
      budget: Budget(
        of: model, at: file.path, on: target, by: try .measured(),
        with: project),
      version: MainCommand.version)
    try embedding.write(to: folder, from: project)
    let names = embedding.files.map(\.path)
    if output.json {
      try output.print([
        "files": names, "target": target.name, "layout": layout.rawValue,
        "library": library.name, "out": folder.path,
      ])
    } else {
      print("wrote \(folder.path): \(names.joined(separator: " "))")
    }
  }
}
