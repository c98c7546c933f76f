import ArgumentParser
import Foundation
import Swiftlet
import SwiftletCells
import SwiftletDatasets
import SwiftletDevices
import SwiftletEncoding
import SwiftletFiles
import SwiftletFormat
import SwiftletImporting
import SwiftletQuantization

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
      whenever the file is opened. The finished integers then run beside the \
      float model on some hundred of the calibration's steps; a warning says \
      what to change where they agree on less than 98 % (95 % of symbols).
      """)

  @Argument(help: "The float model, a .safetensors file.")
  var model: String

  @Option(
    help: """
      Data like those that the model will meet: a folder, a CSV file or \
      the name of a bundled dataset; its training part is used.
      """)
  var calibration: String

  @OptionGroup(title: "Columns") var columns: ColumnOptions

  @Option(help: "The width of the weights: int4 (with --qat), int8 or int16.")
  var weights: Weights = .int8

  @Option(
    help: """
      The width of the weights of convolutions, and of dense layers after one \
      that gives a single frame: int8 or int16 (default: as --weights says).
      """)
  var convWeights: Weights?

  @Option(help: "The width of the activations: int8 or int16.")
  var activations: Activations = .int16

  @Option(
    parsing: .unconditional,
    help: """
      Which values of a feature the integers reach: auto, max (the largest of \
      the data), or a percentage of the values, such as 99.9.
      """)
  var inputRange = Reach.automatic

  @Flag(
    inversion: .prefixedNo,
    help: "Take the mean error of rounded weights out of the biases.")
  var biasCorrection = true

  @Flag(
    inversion: .prefixedNo,
    help: """
      Let each int8 weight of a row make up for the errors of those that were \
      rounded before it.
      """)
  var weightCorrection = true

  @Flag(
    help: """
      Train on with the device's integers in the forward pass \
      (quantization-aware training), on the calibration data.
      """)
  var qat = false

  @Option(
    parsing: .unconditional,
    help: """
      The share of each recurrent layer's weights to keep, above 0 and up to \
      1, in blocks; below 1 it trains on as --qat does, while the other blocks \
      become zero, and the file and a step get smaller (int8 weights only). \
      With --target host the blocks are 16 units high.
      """)
  var density = 1.0

  @Option(
    help: """
      What the training learns: model (the float model's answers, which keeps \
      the result near to it) or targets (those of the data, which can leave \
      it). By default targets with --density below 1, else model.
      """)
  var learn: Lesson?

  @OptionGroup(title: "Training, with --qat or --density") var training:
    TrainingArguments

  @Option(
    help: ArgumentHelp(
      GapPolicy.help + "; by default what the float model was trained with."))
  var gaps: GapPolicy?

  @Option(
    help: """
      The core that the weights are laid out for: \(TargetCore.names). By \
      default the file runs on every core; one for cortex-m55 runs there and \
      on hosts, one for host on hosts alone. All give the same integers.
      """)
  var target: TargetCore?

  @Option(help: "The file to write.", completion: .file(extensions: ["swlt"]))
  var out: String

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard density > 0, density <= 1 else {
      throw ValidationError(
        "--density \(density): give a share above 0 and up to 1.")
    }
    guard density == 1 || weights == .int8 else {
      throw ValidationError(
        "--density below 1 is for int8 weights: leave --weights "
          + "\(weights.rawValue) out, or --density.")
    }
    guard convWeights != .int4 else {
      throw ValidationError("--conv-weights takes int8 or int16.")
    }
    guard weights != .int4 || qat else {
      throw ValidationError(
        "--weights int4 needs --qat: rounding to 15 values without training "
          + "loses the model.")
    }
    guard trains || training.isEmpty && learn == nil else {
      throw ValidationError(
        "options of training go with --qat or --density only.")
    }
    guard training.dropout == nil, training.recurrentDropout == nil,
      training.start == nil
    else {
      throw ValidationError(
        "--dropout, --recurrent-dropout and --init are for train: give them "
          + "there.")
    }
  }

  func run() throws {
    let file = try OutputFile(out)
    let data = try DataSource(named: calibration, roles: columns.roles)
    try OutputRule.check(
      [("--out", file)],
      reading: [("the model", [model]), ("the data", data.paths)])
    let float = try FloatModel(contentsOf: URL(fileURLWithPath: model))
    if let gaps, gaps != float.gapPolicy {
      Console.message(
        "note: --gaps \(gaps.name) differs from the float model's gaps, "
          + "\(float.gapPolicy.name); leave --gaps out to fill as it does")
    }
    let part = try data.trainingPart(for: float)
    part.outliers.map(\.text).forEach { Console.message($0) }
    let outcome = try float.quantize(
      calibration: data, part: part,
      options: QuantizationOptions(
        weightBits: weights.bits, convolutionBits: convWeights?.bits,
        activationBits: activations.bits,
        inputRange: inputRange.range, correctsBiases: biasCorrection,
        correctsWeights: weightCorrection,
        gapPolicy: gaps),
      fineTuning: fineTuning, layout: target?.layout ?? .narrow
    ) {
      $0.show(scoreName: float.metric.title)
    }
    for warning in outcome.report.warnings {
      Console.message("warning: \(warning)".withOptionNames)
    }
    if let window = float.window {
      Console.message(
        "note: the model was trained on windows of \(window) timesteps, which "
          + "the file says too; 'stream --window \(window)' runs windows")
    }
    try file.write(outcome.model.bytes)
    try report(outcome.model.quantized, outcome.report)
  }

  private var trains: Bool { qat || density < 1 }

  private var fineTuning: FineTuning? {
    guard trains else { return nil }
    return FineTuning(
      density: density, lesson: learn?.lesson, options: training.options)
  }

  private func report(
    _ model: QuantizedModel, _ chosen: QuantizationReport
  ) throws {
    if output.json {
      let costs: [String: any Sendable] = [
        "activations": "int\(model.activationBits)",
        "flash_bytes": model.flashSize, "gap_policy": model.gapPolicy.name,
        "out": out,
        "overflow_proof": true, "scratch_bytes": model.scratchSize,
        "state_bytes": model.stateSize, "weights": weights.rawValue,
      ]
      try output.print(costs.merging(chosen.record) { first, _ in first })
    } else {
      try Console.print(chosen.text + "\n")
      try Console.print(
        "\(out): \(model.flashSize) bytes of flash, "
          + "\(model.stateSize + model.scratchSize) bytes of RAM a stream, gaps "
          + model.gapPolicy.name)
    }
  }

  /// What a training learns.
  enum Lesson: String, ExpressibleByArgument, CaseIterable {
    case model, targets

    var lesson: FineTuning.Lesson {
      self == .model ? .model : .targets
    }
  }

  /// The width of a weight.
  enum Weights: String, ExpressibleByArgument, CaseIterable {
    case int4, int8, int16

    var bits: Int {
      switch self {
      case .int4: 4
      case .int8: 8
      case .int16: 16
      }
    }
  }

  /// The width of an activation.
  enum Activations: String, ExpressibleByArgument, CaseIterable {
    case int8, int16

    var bits: Int { self == .int8 ? 8 : 16 }
  }

  /// Which values of a feature the integers reach: `auto`, `max` or a
  /// percentage above 0 and up to 100.
  struct Reach: ExpressibleByArgument {
    let range: InputRange
    let defaultValueDescription: String

    init?(argument: String) {
      defaultValueDescription = argument
      switch argument {
      case "auto": range = .automatic
      case "max": range = .largest
      default:
        guard let percentage = Double(argument), percentage > 0,
          percentage <= 100
        else { return nil }
        range = .quantile(percentage / 100)
      }
    }

    private init() {
      (range, defaultValueDescription) = (.automatic, "auto")
    }

    static let automatic = Reach()
  }
}
