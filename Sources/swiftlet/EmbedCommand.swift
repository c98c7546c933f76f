import ArgumentParser
import Foundation
import ModelFormat

/// `embed`: a folder that runs a model on a core, for builds without Swift.
struct EmbedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "embed",
    abstract: "Write a model for a microcontroller: library, header, C array.",
    discussion: """
      The folder holds all that a C compiler needs: the library for the core, \
      its header, the model as a C array, a main.c that feeds the model's \
      recorded steps and prints the answers, and a README with the budget.
      """)

  @Argument(help: "The quantized model, a .swlt file.")
  var model: String

  @Option(help: "The core: \(EmbedTarget.names).")
  var target: EmbedTarget

  @Option(help: "The folder to write; it is made where there is none.")
  var out: String

  @Option(help: "plain: the files alone. cmake: a project to build and run.")
  var layout = EmbedLayout.plain

  @OptionGroup var output: OutputOptions

  func run() throws {
    let project = try ProjectFolder.find()
    let model = try QuantizedModel(contentsOf: URL(fileURLWithPath: model))
    guard !model.goldenSteps.isEmpty else {
      throw CommandError(
        "the model records no steps to feed; quantize it again")
    }
    let core = TargetCore(rawValue: target.rawValue)
    if let hint = try core?.hint(for: model) {
      Console.message(hint)
    }
    try project.buildLibrary(for: target.rawValue)
    let folder = URL(fileURLWithPath: out)
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true)
    let embedding = Embedding(model: model, target: target, layout: layout)
    try embedding.write(to: folder, from: project)
    if output.json {
      try output.print([
        "files": embedding.fileNames, "target": target.rawValue,
        "layout": layout.rawValue, "out": folder.path,
      ])
    } else {
      print(
        "wrote \(folder.path): \(embedding.fileNames.joined(separator: " "))")
    }
  }
}

/// How the folder of `embed` is laid out.
enum EmbedLayout: String, ExpressibleByArgument, CaseIterable {
  case plain, cmake
}

/// A core that `embed` writes for.
enum EmbedTarget: String, ExpressibleByArgument, CaseIterable {
  case cortexM0 = "cortex-m0"
  case cortexM3 = "cortex-m3"
  case cortexM4 = "cortex-m4"
  case cortexM7 = "cortex-m7"
  case cortexM33 = "cortex-m33"
  case cortexM55 = "cortex-m55"

  static var names: String {
    allCases.map(\.rawValue).joined(separator: ", ")
  }

  /// The linker script of the board that stands for the core.
  var script: String {
    switch self {
    case .cortexM0: "microbit.ld"
    case .cortexM3, .cortexM4, .cortexM7: "mps2.ld"
    case .cortexM33: "mps2-an505.ld"
    case .cortexM55: "mps3-an547.ld"
    }
  }

  /// QEMU's machine with the core.
  var machine: String {
    switch self {
    case .cortexM0: "microbit"
    case .cortexM3: "mps2-an385"
    case .cortexM4: "mps2-an386"
    case .cortexM7: "mps2-an500"
    case .cortexM33: "mps2-an505"
    case .cortexM55: "mps3-an547"
    }
  }
}
