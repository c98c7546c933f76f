import Foundation
import RandomNetworks
import SwiftletFiles
import SwiftletFormat
import SwiftletRuntime

/// Models with a few steps of a stream each, for other implementations of
/// ARITHMETIC.md and FORMAT.md: `NAME.swlt`; `NAME.tsv` with a row a step; and
/// `NAME.snapshot`, the stream's after the first half of them.
struct GoldenVectors {
  static let stepCount = 40

  /// Every kind of layer with int8 weights and 16-bit activations, and an LSTM
  /// and a GRU in every other layout; none of many blocks. Then the networks
  /// that keep values, and those with layer normalizations.
  static var ordinary: [NetworkPlan] {
    let plans = NetworkPlan.golden.filter { plan in
      plan.name.hasSuffix(" w8 a16") && !plan.name.hasPrefix("wide ")
        || plan.name.hasPrefix("lstm w")
        || plan.name.hasPrefix("gru (reset after) w")
    }
    return plans
      + NetworkPlan.graphs.filter { graph in
        !plans.contains { $0.name == graph.name }
      } + NetworkPlan.normalized
  }

  /// Writes the folders `ordinary` and `unusual`.
  static func write(to folder: URL) throws {
    try write(ordinary, to: folder.appending(path: "ordinary"), \.inputs)
    let unusual = NetworkPlan.unusual
    try write(unusual, to: folder.appending(path: "unusual"), strain)
  }

  private static func write(
    _ plans: [NetworkPlan], to folder: URL, _ change: (Step) -> [Int16]
  ) throws {
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true)
    for (index, plan) in plans.enumerated() {
      var generator = Generator(seed: UInt32(index + 1))
      let network = generator.network(plan)
      let file = folder.appending(path: fileName(plan))
      try network.write(to: file.appendingPathExtension("swlt"))
      try writeStream(file, network, plan, &generator, change)
    }
  }

  /// The plan's name with nothing but letters, digits and single hyphens.
  private static func fileName(_ plan: NetworkPlan) -> String {
    plan.name.split { !$0.isLetter && !$0.isNumber }.joined(separator: "-")
  }

  private static func writeStream(
    _ file: URL, _ network: QuantizedNetwork, _ plan: NetworkPlan,
    _ generator: inout Generator, _ change: (Step) -> [Int16]
  ) throws {
    let stream = QuantizedStream(
      try QuantizedModel(bytes: Data(network.fileBytes())))
    var lines = [
      network.inputs.map(\.name).joined(separator: "\t") + "\t"
        + network.outputs.map(\.name).joined(separator: "\t")
    ]
    for index in 0..<stepCount {
      let random = generator.input(
        count: plan.inputSize, vocabulary: plan.vocabulary,
        allowsGaps: plan.gapPolicy != .refuse)
      let inputs = change(Step(plan: plan, index: index, inputs: random))
      let values = inputs + (try stream.step(inputs))
      lines.append(values.map(String.init).joined(separator: "\t"))
      if index == stepCount / 2 - 1 {
        try OutputFile(file.appendingPathExtension("snapshot"))
          .write(Data(stream.save()))
      }
    }
    try OutputFile(file.appendingPathExtension("tsv"))
      .write(Data((lines.joined(separator: "\n") + "\n").utf8))
  }

  /// A timestep of random inputs.
  private struct Step {
    let plan: NetworkPlan
    let index: Int
    let inputs: [Int16]
  }

  /// Inputs with runs of gaps, where the plan has a policy for them, from the
  /// first step on; and with the largest and the smallest values. What is
  /// normalized first has small differences at every other step.
  private static func strain(_ step: Step) -> [Int16] {
    step.inputs.enumerated().map { index, value in
      if step.plan.gapPolicy != .refuse && (step.index >> index) % 3 != 1 {
        return QuantizedStream.gap
      }
      if step.plan.vocabulary > 0 { return value }
      if step.plan.layers[0].kind == .layerNorm && step.index % 2 == 1 {
        return value >> 14
      }
      return switch (step.index + index) % 8 {
      case 1: 32767
      case 4: -32767
      default: value
      }
    }
  }
}
