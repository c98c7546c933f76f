import ArgumentParser
import Foundation
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
        "--layout \(layout.rawValue) has no board with \(target.rawValue); "
          + "take plain or cmake.")
    }
  }

  func run() throws {
    let project = try ProjectFolder.find()
    let model = try QuantizedModel(contentsOf: URL(fileURLWithPath: model))
    guard !model.goldenSteps.isEmpty else {
      throw CommandError(
        "the model records no steps to feed; quantize it again")
    }
    if let hint = try target.hint(for: model) { Console.message(hint) }
    let library = target.library(for: model)
    try project.buildLibrary(library.rawValue, for: target.rawValue)
    let folder = URL(fileURLWithPath: out)
    let embedding = Embedding(
      model: model, target: target, layout: layout,
      budget: budget(of: model, project))
    try embedding.write(to: folder, from: project)
    let names = embedding.files.map(\.path)
    if output.json {
      try output.print([
        "files": names, "target": target.rawValue, "layout": layout.rawValue,
        "library": library.rawValue, "out": folder.path,
      ])
    } else {
      print("wrote \(folder.path): \(names.joined(separator: " "))")
    }
  }

  /// Counted where QEMU is at hand, else from the measured table.
  private func budget(
    of model: QuantizedModel, _ project: ProjectFolder
  ) -> Budget? {
    guard
      let estimate = Budget(estimating: model, on: target.rawValue)
    else { return nil }
    let path = URL(fileURLWithPath: self.model).path
    let counted = try? Budget(
      counting: model, at: path, on: target.rawValue, with: project,
      isQuiet: true)
    return counted ?? estimate
  }
}
