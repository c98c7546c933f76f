import Foundation
import RandomNetworks
import SwiftletFiles
import SwiftletFormat
import SwiftletRuntime

/// Models with a few steps of a stream each, for other implementations of
/// ARITHMETIC.md: `NAME.swlt`, and `NAME.tsv` with a row a step.
struct GoldenVectors {
  static let stepCount = 40

  /// Every kind of layer with int8 weights and 16-bit activations, and an LSTM
  /// and a GRU in every other layout; none of many blocks. Then the networks
  /// that keep values, and those with layer normalizations.
  static var plans: [NetworkPlan] {
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

  static func write(to folder: URL) throws {
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true)
    for (index, plan) in plans.enumerated() {
      var generator = Generator(seed: UInt32(index + 1))
      let network = generator.network(plan)
      let file = folder.appending(path: fileName(plan))
      try network.write(to: file.appendingPathExtension("swlt"))
      let table = try table(network, plan, &generator)
      try OutputFile(file.appendingPathExtension("tsv"))
        .write(Data(table.utf8))
    }
  }

  /// The plan's name with nothing but letters, digits and single hyphens.
  private static func fileName(_ plan: NetworkPlan) -> String {
    plan.name.split { !$0.isLetter && !$0.isNumber }.joined(separator: "-")
  }

  private static func table(
    _ network: QuantizedNetwork, _ plan: NetworkPlan,
    _ generator: inout Generator
  ) throws -> String {
    let stream = QuantizedStream(
      try QuantizedModel(bytes: Data(network.fileBytes())))
    var lines = [
      network.inputs.map(\.name).joined(separator: "\t") + "\t"
        + network.outputs.map(\.name).joined(separator: "\t")
    ]
    for _ in 0..<stepCount {
      let inputs = generator.input(
        count: plan.inputSize, vocabulary: plan.vocabulary,
        allowsGaps: plan.gapPolicy != .refuse)
      let values = inputs + (try stream.step(inputs))
      lines.append(values.map(String.init).joined(separator: "\t"))
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
