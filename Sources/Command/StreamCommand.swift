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
      line of outputs: a class's logits, or predicted values. An empty line is a timestep of which nothing is known, \
      and an empty field or 'nan' a value that is missing: the model's gap \
      policy says what takes its place.
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

  @Option(
    help: "Run this float model, a .safetensors file, instead.",
    completion: .file(extensions: ["safetensors"]))
  var reference: String?

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
  }

  func run() throws {
    try OutputRule.check(reading: [
      ("the model", [model]), ("the reference", reference.map { [$0] } ?? []),
      ("standard input", ["/dev/stdin"]),
    ])
    let steps = try isFloat ? Steps(FloatModel(contentsOf: url)) : quantized()
    let names = steps.classNames
    guard !classes || !names.isEmpty else {
      throw CommandError(
        "the model predicts values and tells no class; leave --classes out")
    }
    var parser = FeatureParser(
      featureNames: steps.inputNames, source: "standard input")
    var outputs: [[Double]] = []
    var line = 0
    while let text = readLine() {
      line += 1
      if line == 1, let following = try parser.following(header: text) {
        parser = following
        continue
      }
      let features = try parser.parse(text, line: line)
      let values: [Double]
      do {
        values = try steps.step(features)
      } catch {
        throw LineError(line: line, reason: "\(error)")
      }
      if output.json {
        outputs.append(values)
      } else {
        try Console.print(
          classes ? names[values.largestIndex] : fields(values))
      }
    }
    if output.json {
      var record: [String: any Sendable] = [
        "outputs": outputs, "steps": outputs.count,
      ]
      if !names.isEmpty {
        record["classes"] = outputs.map { names[$0.largestIndex] }
      }
      try output.print(record)
    }
  }

  private var url: URL { URL(fileURLWithPath: model) }

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
      return Steps(float, gapPolicy: model.gapPolicy)
    }
    let stream = QuantizedStream(model)
    return Steps(inputNames: model.inputNames, classNames: model.classNames) {
      raw
        ? try stream.step(try $0.map(rawValue)).map(Double.init)
        : stream.read(try stream.step(stream.quantize($0)))
    }
  }

  private func rawValue(_ value: Double) throws -> Int16 {
    if value.isNaN { return QuantizedStream.gap }
    guard let integer = Int16(exactly: value) else {
      throw CommandError("'\(value)' is not an int16; leave --raw out")
    }
    return integer
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
  /// Runs one timestep, in the data's units; NaN is a gap.
  let step: ([Double]) throws -> [Double]
}

extension Steps {
  /// The steps of a float model.
  init(_ model: FloatModel, gapPolicy: GapPolicy = .training) {
    var stream = FloatStream(model, gapPolicy: gapPolicy)
    self.init(
      inputNames: model.inputs.map(\.name),
      classNames: model.task == .classification
        ? model.outputs.map(\.name) : []
    ) {
      if case .embedding(let size, _)? = model.network.layers.first {
        try Self.check(symbol: $0[0], below: size)
      }
      return stream.step($0)
    }
  }

  private static func check(symbol: Double, below size: Int) throws {
    guard
      symbol.isNaN
        || (0..<Double(size)).contains(symbol) && symbol == symbol.rounded()
    else {
      throw CommandError(
        "'\(String(format: "%g", symbol))' is not in the model's vocabulary; "
          + "give a symbol's index from 0 to \(size - 1)")
    }
  }
}

/// What is wrong with a line of standard input.
private struct LineError: Error, CustomStringConvertible {
  let line: Int
  let reason: String

  var description: String { "standard input:\(line): \(reason)" }
}
