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
    windows.hint(trainedOn: steps.window).map { Console.message($0) }
    if output.json {
      var outputs: [[Double]] = []
      try forEachAnswer(of: steps) {
        outputs.append($0)
      } waiting: {
      }
      try output.print(record(steps, outputs))
    } else {
      try printAnswers(of: steps)
    }
  }

  /// Prints each answer before the timestep that follows is waited for.
  private func printAnswers(of steps: Steps) throws {
    let printer = AnswerPrinter(
      AnswerText(form: form, classNames: steps.classNames),
      width: steps.outputCount)
    do {
      try forEachAnswer(of: steps) {
        try printer.print($0)
      } waiting: {
        try printer.flush()
      }
    } catch {
      try printer.finish()
      throw error
    }
    try printer.finish()
  }

  private var form: AnswerText.Form {
    if classes { return probability ? .nameAndProbability : .name }
    return raw ? .integers : .values
  }

  /// Runs the timesteps of standard input.
  ///
  /// - Parameters:
  ///   - body: Takes an answer, as soon as there is one.
  ///   - waiting: Called before more input is waited for.
  private func forEachAnswer(
    of steps: Steps, _ body: ([Double]) throws -> Void,
    waiting: () throws -> Void
  ) throws {
    var parser = FeatureParser(
      featureNames: steps.inputNames, source: "standard input")
    var values = steps.inputNames.map { _ in 0.0 }
    var outputs: [Double] = []
    var lines = LineReader()
    var (stepCount, answerCount) = (0, 0)
    while try lines.next(waiting: waiting) {
      if lines.number == 1,
        let following = try parser.following(
          header: String(decoding: lines.line, as: UTF8.self))
      {
        parser = following
        continue
      }
      try parser.parse(lines.line.span, line: lines.number, into: &values)
      let isAnswer: Bool
      do {
        isAnswer = try steps.step(values, &outputs)
      } catch {
        throw LineError(line: lines.number, reason: "\(error)")
      }
      stepCount += 1
      guard isAnswer else { continue }
      answerCount += 1
      try body(outputs)
    }
    windows.hint(steps: stepCount, answers: answerCount)
      .map { Console.message($0) }
  }

  /// The JSON object of all answers.
  private func record(
    _ steps: Steps, _ outputs: [[Double]]
  ) -> [String: any Sendable] {
    let names = steps.classNames
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
    return record
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
    let raw = raw
    return Steps(
      inputNames: model.inputNames, outputCount: model.outputCount,
      classNames: model.classNames,
      window: model.window, gapPolicy: model.gapPolicy,
      step: windows.steps(
        of: { QuantizedStream(model) }, reset: { $0.reset() }
      ) { stream, values, outputs in
        try raw
          ? stream.step(raw: values, into: &outputs)
          : stream.step(values, into: &outputs)
      })
  }

  /// The steps of a float model.
  private func steps(of model: FloatModel, _ gapPolicy: GapPolicy) -> Steps {
    if !output.json { Console.message("gaps: \(gapPolicy.name)") }
    return Steps(
      inputNames: model.inputs.map(\.name),
      outputCount: model.outputs.count, classNames: model.classNames,
      window: model.window, gapPolicy: gapPolicy,
      step: windows.steps(
        of: { FloatStream(model, gapPolicy: gapPolicy) }, reset: { $0.reset() }
      ) { stream, values, outputs in
        outputs = try stream.step(values)
      })
  }
}

/// What turns the values of timesteps into outputs.
private struct Steps {
  let inputNames: [String]
  let outputCount: Int
  /// The names of the classes; none where values are predicted.
  let classNames: [String]
  /// The timesteps of the windows that the model was trained on.
  let window: Int?
  let gapPolicy: GapPolicy
  /// Runs one timestep, in the data's units, of which NaN is a gap, and gives
  /// its outputs; false where no window ends.
  let step: (_ values: [Double], _ outputs: inout [Double]) throws -> Bool
}

extension QuantizedStream {
  /// Runs one timestep on integers, of which NaN is a gap.
  fileprivate func step(
    raw values: [Double], into outputs: inout [Double]
  ) throws {
    outputs = try step(
      values.map { value in
        if value.isNaN { return Self.gap }
        guard let integer = Int16(exactly: value) else {
          throw CommandError("'\(value)' is not an int16; leave --raw out")
        }
        return integer
      }
    ).map(Double.init)
  }
}

extension FloatModel {
  fileprivate var classNames: [String] {
    task == .classification ? outputs.map(\.name) : []
  }
}

/// What is wrong with a line of standard input.
private struct LineError: Error, CustomStringConvertible {
  let line: Int
  let reason: String

  var description: String { "standard input:\(line): \(reason)" }
}
