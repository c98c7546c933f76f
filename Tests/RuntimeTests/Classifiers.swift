import Foundation
import RandomNetworks
import SwiftletFormat

/// A classifier of three whose outputs count quarters of a logit.
func quarters() throws -> QuantizedModel {
  try classifier(
    (0..<3).map { _ in
      .init(name: "y", multiplier: 1 << 16, offset: 0, fractionBits: 2)
    })
}

/// The exact softmax.
func softmax(_ logits: [Double]) -> [Double] {
  let largest = logits.max() ?? 0
  let weights = logits.map { exp($0 - largest) }
  return weights.map { $0 / weights.reduce(0, +) }
}

/// A classifier whose logits have any fixed point, in a range where several
/// classes are likely.
func classifier(
  _ generator: inout Generator, _ count: Int
) throws -> QuantizedModel {
  let bits = Int(generator.next() % 32)
  // An int16 counts 2^-scale logits.
  let scale = 10 + Int(generator.next() % 6)
  let exponent = max(0, min(30, 16 + bits - scale))
  return try classifier(
    (0..<count).map { _ in
      .init(
        name: "y", multiplier: Int32(1) << exponent,
        offset: Int32(generator.signed(upTo: 1 << min(29, bits))),
        fractionBits: bits)
    })
}

func classifier(
  _ outputs: [QuantizedNetwork.OutputChannel]
) throws -> QuantizedModel {
  var generator = Generator(seed: 3)
  var network = generator.network(
    NetworkPlan(
      name: "", inputSize: 1, layers: [(.denseLinear, outputs.count)]))
  network.outputs = outputs
  return try QuantizedModel(bytes: Data(network.fileBytes()))
}
