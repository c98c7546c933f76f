import ArgumentParser
import Cells
import Datasets
import Foundation
import Importing
import ModelFormat
import Quantization

/// `quantize`: from a float model to a model file for the runtime.
struct QuantizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quantize",
    abstract: "Quantize a float model into a compact binary file.",
    discussion: """
      Weights become integers with a scale for each row; ranges of inputs, \
      states and outputs are learned by running the float model over the \
      calibration data with its state carried through each sequence. No input \
      can overflow the result: that is proven for every row, and checked again \
      whenever the file is opened.
      """)

  @Argument(help: "The float model, a .safetensors file.")
  var model: String

  @Option(
    help: """
      Data like those that the model will meet: a folder, a CSV file or \
      the name of a bundled dataset; its training part is used.
      """)
  var calibration: String

  @Option(help: "The width of the weights: int8 or int16.")
  var weights: Width = .int8

  @Option(help: "The width of the activations: int8 or int16.")
  var activations: Width = .int16

  @Option(
    help: """
      What takes the place of a missing value: hold (the last one), mean \
      or refuse.
      """)
  var gaps: Gaps = .hold

  @Option(
    help: """
      The core that the weights are laid out for: \(TargetCore.names). By \
      default the file runs on every core; one for cortex-m55 runs there and \
      on hosts. All give the same integers.
      """)
  var target: TargetCore?

  @Option(help: "The file to write.", completion: .file(extensions: ["swlt"]))
  var out: String

  @OptionGroup var output: OutputOptions

  func run() throws {
    let float = try FloatModel(contentsOf: URL(fileURLWithPath: model))
    let data = try DataSource.resolve(calibration)
    let sequences = try data.trainingSamples(for: float)
    let options = QuantizationOptions(
      weightBits: weights.bits, activationBits: activations.bits,
      gapPolicy: gaps.policy)
    var network = try Quantizer(float, options)
      .quantize(calibration: sequences)
    if let target { network.setInt8BlockWidth(target.int8BlockWidth) }
    let url = URL(fileURLWithPath: out)
    try network.write(to: url)
    try report(try QuantizedModel(contentsOf: url))
  }

  private func report(_ model: QuantizedModel) throws {
    if output.json {
      try output.print([
        "activations": "int\(model.activationBits)",
        "flash_bytes": model.flashSize, "out": out,
        "overflow_proof": true, "scratch_bytes": model.scratchSize,
        "state_bytes": model.stateSize, "weights": weights.rawValue,
      ])
    } else {
      print(
        "\(out): \(model.flashSize) bytes of flash, "
          + "\(model.stateSize + model.scratchSize) bytes of RAM a stream")
    }
  }

  /// The width of an integer.
  enum Width: String, ExpressibleByArgument, CaseIterable {
    case int8, int16

    var bits: Int { self == .int8 ? 8 : 16 }
  }

  /// What takes the place of a missing value.
  enum Gaps: String, ExpressibleByArgument, CaseIterable {
    case hold, mean, refuse

    var policy: QuantizedNetwork.GapPolicy {
      switch self {
      case .hold: .hold
      case .mean: .mean
      case .refuse: .refuse
      }
    }
  }
}
