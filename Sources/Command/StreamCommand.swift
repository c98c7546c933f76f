import ArgumentParser
import Foundation
import SwiftletCells
import SwiftletDatasets
import SwiftletFiles
import SwiftletFormat
import SwiftletImporting
import SwiftletRuntime

/// `stream`: one timestep a line, from standard input to standard output.
struct StreamCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stream",
    abstract: "Run a model on standard input, one timestep a line.",
    discussion: """
      Each line holds one timestep's features, separated by commas, in the \
      data's units. A first line with the features' names may put the columns \
      in another order, and have others, which are not read. Each answer is a \
      line of outputs: a class's logits, or predicted values. An empty line is \
      a timestep that was missed, of which nothing is known, and an empty field \
      or 'nan' a value that is missing: the model's gap policy says what takes \
      its place, also with --reference.

      A model that was trained on windows of T timesteps, as most of Keras's \
      are, is run as it was with --window T: the state starts again every T \
      steps, or with --hop H there is an answer every H steps.
      """)

  @Argument(
    help: """
      The quantized model, a .swlt file, or a float model, a .safetensors file.
      """)
  var model: String

  @Flag(
    help: """
      Read and print the integers of the fixed-point interface; -32768 is \
      a gap.
      """)
  var raw = false

  @Flag(help: "Print the name of the class in the place of the outputs.")
  var classes = false

  @Flag(
    help: """
      Print the class's probability, the softmax of the logits, after its \
      name, which --classes asks for.
      """)
  var probability = false

  @Option(
    help: "Run this float model, a .safetensors file, instead.",
    completion: .file(extensions: ["safetensors"]))
  var reference: String?

  @OptionGroup(title: "Windows") var windows: WindowOptions

  @OptionGroup var output: OutputOptions

  /// Whether the model is a float model.
  private var isFloat: Bool { model.hasSuffix(".safetensors") }

  func validate() throws {
    if isFloat && (raw || reference != nil) {
      throw ValidationError(
        "\(model) is a float model, which goes without "
          + (raw ? "--raw: it has no integers." : "--reference."))
    }
    if raw && reference != nil {
      throw ValidationError(
        "--raw shows integers, which a float reference does not have; give "
          + "one of --raw and --reference")
    }
    if raw && classes {
      throw ValidationError("Give one of --raw and --classes.")
    }
    if probability && !classes {
      throw ValidationError("--probability goes with --classes; give both.")
    }
  }

  func run() throws {
    try OutputRule.check(reading: [
      ("the model", [model]), ("the reference", reference.map { [$0] } ?? []),
      ("standard input", ["/dev/stdin"]),
    ])
    let steps = try isFloat ? float() : quantized()
    let names = steps.classNames
    guard !classes || !names.isEmpty else {
      throw CommandError(
        "the model predicts values and tells no class; leave --classes out")
    }
    var parser = FeatureParser(
      featureNames: steps.inputNames, source: "standard input")
    windows.hint(trainedOn: steps.window).map { Console.message($0) }
    var outputs: [[Double]] = []
    var (lines, line) = (LineReader(), 0)
    var (stepCount, answerCount) = (0, 0)
    while let text = try lines.next() {
      line += 1
      if line == 1, let following = try parser.following(header: text) {
        parser = following
        continue
      }
      let features = try parser.parse(text, line: line)
      let answer: [Double]?
      do {
        answer = try steps.step(features)
      } catch {
        throw LineError(line: line, reason: "\(error)")
      }
      stepCount += 1
      guard let values = answer else { continue }
      answerCount += 1
      if output.json {
        outputs.append(values)
      } else {
        try Console.print(
          data: classes ? decision(values, names) : fields(values))
      }
    }
    windows.hint(steps: stepCount, answers: answerCount)
      .map { Console.message($0) }
    if output.json {
      var record: [String: any Sendable] = [
        "gap_policy": steps.gapPolicy.name, "outputs": outputs,
        "steps": outputs.count,
      ]
      if !names.isEmpty {
        record["classes"] = outputs.map { names[$0.largestIndex] }
        if !raw {
          record["probabilities"] = outputs.map(\.largestProbability)
        }
      }
      try output.print(record)
    }
  }

  private var url: URL { URL(fileURLWithPath: model) }

  /// The steps of the float model.
  private func float() throws -> Steps {
    let model = try FloatModel(contentsOf: url)
    return steps(of: model, model.gapPolicy)
  }

  /// The steps of the quantized model, or of its reference.
  private func quantized() throws -> Steps {
    let model = try QuantizedModel(contentsOf: url)
    if let reference {
      let float = try FloatModel(contentsOf: URL(fileURLWithPath: reference))
      guard float.inputs.map(\.name) == model.inputNames else {
        throw CommandError(
          "\(reference): its inputs are not the model's; give the model that "
            + "was quantized")
      }
      GapPolicy.warn(model.gapPolicy, reference: float)
      return steps(of: float, model.gapPolicy)
    }
    return Steps(
      inputNames: model.inputNames, classNames: model.classNames,
      window: model.window, gapPolicy: model.gapPolicy,
      step: windows.steps(
        of: { QuantizedStream(model) }, reset: { $0.reset() }
      ) { stream, values in
        raw
          ? try stream.step(try values.map(rawValue)).map(Double.init)
          : stream.read(try stream.step(stream.quantize(values)))
      })
  }

  /// The steps of a float model.
  private func steps(of model: FloatModel, _ gapPolicy: GapPolicy) -> Steps {
    if !output.json { Console.message("gaps: \(gapPolicy.name)") }
    return Steps(
      inputNames: model.inputs.map(\.name), classNames: model.classNames,
      window: model.window, gapPolicy: gapPolicy,
      step: windows.steps(
        of: { FloatStream(model, gapPolicy: gapPolicy) }, reset: { $0.reset() }
      ) { stream, values in
        try stream.step(values)
      })
  }

  private func rawValue(_ value: Double) throws -> Int16 {
    if value.isNaN { return QuantizedStream.gap }
    guard let integer = Int16(exactly: value) else {
      throw CommandError("'\(value)' is not an int16; leave --raw out")
    }
    return integer
  }

  /// The name of the class with the largest logit, or that and its probability.
  private func decision(_ logits: [Double], _ names: [String]) -> String {
    let name = names[logits.largestIndex]
    guard probability else { return name }
    return name.csvField + ","
      + Console.number(logits.largestProbability, digits: 4)
  }

  /// A row of outputs.
  private func fields(_ values: [Double]) -> String {
    values.map { raw ? "\(Int($0))" : "\(Float($0))" }.joined(separator: ",")
  }
}

/// What turns the values of timesteps into outputs.
private struct Steps {
  let inputNames: [String]
  /// The names of the classes; none where values are predicted.
  let classNames: [String]
  /// The timesteps of the windows that the model was trained on.
  let window: Int?
  let gapPolicy: GapPolicy
  /// Runs one timestep, in the data's units, of which NaN is a gap; nil where
  /// no window ends.
  let step: ([Double]) throws -> [Double]?
}

extension FloatModel {
  fileprivate var classNames: [String] {
    task == .classification ? outputs.map(\.name) : []
  }
}

extension [Double] {
  /// The probability of the largest logit's class, a multiple of 1 / 32768.
  fileprivate var largestProbability: Double {
    Double(Softmax.probabilities(of: self)[largestIndex]) / 32768
  }
}

extension String {
  /// The text as a field of CSV: in quotes where it needs them.
  fileprivate var csvField: String {
    contains { ",\"\n\r".contains($0) }
      ? "\"" + replacing("\"", with: "\"\"") + "\"" : self
  }
}

/// What is wrong with a line of standard input.
private struct LineError: Error, CustomStringConvertible {
  let line: Int
  let reason: String

  var description: String { "standard input:\(line): \(reason)" }
}
