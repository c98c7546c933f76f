import ArgumentParser
import Foundation
import Swiftlet
import SwiftletCells
import SwiftletFiles
import SwiftletImporting
import SwiftletRuntime

/// `import`: from another framework's model to a float model.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Import a model of PyTorch, Keras, ONNX or a guitar amplifier.",
    discussion: """
      Reads a PyTorch state dict (.safetensors, or .pt and .pth of \
      torch.save, whose pickle is never run), a Keras model (.keras, or .h5 of \
      a whole model), an ONNX model (.onnx), or an audio model of GuitarML, \
      RTNeural, AIDA-X (.json, .aidax) or Neural Amp Modeler (.nam), which it \
      tells by their contents. Whatever is not understood is refused by name. \
      --reference runs the imported network over inputs whose outputs the \
      framework gave, and prints the largest error; do not go without it.

      A network that was trained on windows of T steps, each from a state of \
      zeros, keeps T: from the input's shape, or from --window. 'swiftlet \
      stream --window T' runs it so.

      The file may carry names and units in its metadata, as FLOATMODEL.md \
      describes them; options win over metadata, and metadata over --data.
      """)

  @Argument(
    help: """
      The model: an .onnx, .safetensors, .pt, .pth, .keras, .h5, .json, .aidax \
      or .nam file.
      """)
  var model: String

  @OptionGroup(title: "Names and units") var description: DescriptionArguments

  @Option(
    help: """
      Of a state dict, which holds no order and no activations: its modules \
      in the order in which they run, each with what follows it, such as \
      embed:embedding,rnn:relu,fc1:relu,fc2:linear ('.' is the model itself).
      """)
  var layers: String?

  @OptionGroup(title: "What an ONNX model leaves open") var graph:
    GraphArguments

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Where the weights are integers already: what a 1 stands for, such as \
      1/128. Every weight of a matrix must be a multiple of it, and quantize \
      keeps these integers. Integers of a state dict are taken times it. A \
      power of two up to 1 is seen where all weights are 8-bit integers of it.
      """, valueName: "step"))
  var grid: String?

  @Option(
    help: """
      A JSON object of inputs and outputs of the framework's model, to be \
      replayed: arrays of (sequences, timesteps, values).
      """,
    completion: .file(extensions: ["json"]))
  var reference: String?

  @Option(
    parsing: .unconditional,
    help: """
      The largest error of the replay, relative to outputs above 1, with which \
      the model is still written.
      """)
  var tolerance = 1e-4

  @Option(
    help: "The float model to write.",
    completion: .file(extensions: ["safetensors"]))
  var out = "model.safetensors"

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard tolerance > 0, tolerance.isFinite else {
      throw ValidationError("--tolerance takes a number above 0.")
    }
    try description.validate()
    _ = try modules()
    _ = try graph.options()
    _ = try gridStep()
  }

  func run() throws {
    let options = try importOptions()
    let file = try OutputFile(out)
    try OutputRule.check(
      [("--out", file)],
      reading: [
        ("the model", ModelImport.paths(of: URL(fileURLWithPath: model))),
        ("the reference", reference.map { [$0] } ?? []),
        ("the data", options.data?.paths ?? []),
      ])
    let outcome = try FloatModel.importModel(
      from: URL(fileURLWithPath: model), options: options
    ) {
      Console.message("note: \($0.withOptionNames)")
    }
    try outcome.model.write(to: file)
    try report(outcome.model, outcome.network, outcome.replay)
  }

  private func importOptions() throws -> ImportOptions {
    var options = try description.options()
    options.modules = try modules()
    options.graph = try graph.options()
    options.grid = try gridStep()
    options.reference = reference.map { URL(fileURLWithPath: $0) }
    options.tolerance = tolerance
    return options
  }

  private func modules() throws -> [ModuleChoice] {
    do {
      return try (layers?.split(separator: ",") ?? []).map { try .init($0) }
    } catch {
      throw ValidationError("--layers: \(error)")
    }
  }

  /// A number, or one divided by another.
  private func gridStep() throws -> Double? {
    guard let grid else { return nil }
    let parts = grid.split(separator: "/", omittingEmptySubsequences: false)
      .map { Double($0) }
    guard parts.count <= 2, let first = parts[0], let last = parts.last ?? 1,
      case let step = parts.count == 2 ? first / last : first,
      ImportedNetwork.gridRange ~= step
    else {
      throw ValidationError(
        "--grid takes a number from 1e-9 to 1e9, such as 1/128, not "
          + "'\(grid)'.")
    }
    return step
  }

  private func report(
    _ float: FloatModel, _ imported: ImportedNetwork, _ replay: ReplayReport?
  ) throws {
    if output.json {
      return try output.print(record(float, imported, replay))
    }
    for (name, layer) in zip(imported.layerNames, float.network.layers) {
      try Console.print("\(layer.summary)  (\(name))")
    }
    if let replay {
      for (channel, error) in zip(float.outputs, replay.maxAbsErrors)
      where float.outputs.count == replay.maxAbsErrors.count {
        try Console.print(
          "largest error of \(channel.name)  \(Self.brief(error))")
      }
      try Console.print(
        "largest error  \(Self.brief(replay.maxAbsError)), \(replay.steps) "
          + "steps")
    }
    try Console.print("window  \(windowText(float, imported))")
    if let grid = float.grid {
      try Console.print(
        "grid  every weight is a multiple of \(grid.stepText)")
    }
    try Console.print(
      "\(out): \(imported.format), \(float.network.parameterCount) "
        + "parameters, \(float.task.name), \(float.scoring.name), gaps "
        + float.gapPolicy.name)
  }

  /// The window, or why there is none.
  private func windowText(
    _ float: FloatModel, _ imported: ImportedNetwork
  ) -> String {
    if let window = float.window { return "\(window) steps" }
    if description.window != nil { return "none: as --window 1 says" }
    return switch imported.inputLength {
    case .fixed(1): "none: the input has 1 step"
    case .fixed: "none: as the file's metadata say"
    case .open: "none: the input's length is open"
    case .carried: "none: the state is carried from call to call"
    case .unknown: "none: a state dict tells none; --window T does"
    }
  }

  private static func brief(_ value: Double) -> String {
    String(format: "%.2g", value)
  }

  private func record(
    _ float: FloatModel, _ imported: ImportedNetwork, _ replay: ReplayReport?
  ) -> [String: any Sendable] {
    var object: [String: any Sendable] = [
      "format": imported.format, "gap_policy": float.gapPolicy.name,
      "inputs": float.inputs.map(\.name),
      "layers": float.network.layers.map(\.summary), "out": out,
      "output_function": imported.outputFunction.rawValue,
      "outputs": float.outputs.map(\.name),
      "parameters": float.network.parameterCount,
      "remarks": imported.remarks.map(\.withOptionNames),
      "scoring": float.scoring.name,
      "task": float.task.name,
    ]
    object["window"] = float.window ?? 0
    object["grid"] = float.grid
    guard let replay else { return object }
    object["max_abs_error"] = replay.maxAbsError
    object["max_abs_errors"] = replay.maxAbsErrors
    object["reference_steps"] = replay.steps
    return object
  }
}

extension Layer {
  /// The layer in a few words, such as `gru 6 -> 32, reset after`.
  fileprivate var summary: String {
    let sizes = "\(kindName) \(inputSize) -> \(outputSize)"
    switch self {
    case .embedding(let vocabularySize, let outputSize):
      return "embedding \(vocabularySize) -> \(outputSize)"
    case .gru(_, _, let resetAfter, let activations):
      return "\(sizes), reset \(resetAfter ? "after" : "before")"
        + activations.summary
    case .simpleRNN(_, _, let activation):
      return "\(sizes), \(activation.rawValue)"
    case .dense(_, _, let activation):
      return "\(sizes), \(activation.rawValue)"
    case .lstm(_, _, let activations): return sizes + activations.summary
    case .history: return sizes
    case .layerNorm(_, let epsilon): return "\(sizes), epsilon \(epsilon)"
    case .conv1D(let shape, let activation):
      return "\(sizes), kernel \(shape.kernel) of \(shape.channels) channels, "
        + "stride \(shape.stride), \(activation.rawValue)"
    case .pointwise(let function, _):
      if case .activation(let activation) = function {
        return "\(sizes), \(activation.rawValue)"
      }
      return sizes
    }
  }
}

extension GateActivations {
  /// Those that are not the usual, such as `, relu, hard_sigmoid`.
  fileprivate var summary: String {
    (candidate == .tanh ? "" : ", \(candidate.name)")
      + (gates == .sigmoid ? "" : ", \(gates.name)")
  }
}
