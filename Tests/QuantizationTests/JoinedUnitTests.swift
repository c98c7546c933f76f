import Foundation
import SwiftletCells
import SwiftletFormat
import SwiftletQuantization
import SwiftletRuntime
import Testing

@Suite("Units of joined values")
struct JoinedUnitTests {
  /// A tanh layer, beside the features that it takes, in a GRU with relu.
  private static func model() throws -> (FloatModel, DataSequence) {
    var graph = NetworkGraph(inputSize: 6)
    let d = graph.add(
      .dense(inputSize: 6, outputSize: 4, activation: .tanh), to: graph.input)
    let h = graph.add(
      .gru(
        inputSize: 10, hiddenSize: 5, resetAfter: false,
        activations: GateActivations(candidate: .relu)), to: d + graph.input)
    var random = RandomModel(seed: 4)
    let model = try random.model(graph.network(giving: h).network)
    return (model, random.sequence(model, timesteps: 1000))
  }

  private func network(_ weightBits: Int) throws -> QuantizedNetwork {
    let (model, walk) = try Self.model()
    return try Quantizer(
      model, QuantizationOptions(weightBits: weightBits), calibration: [walk]
    ).quantize()
  }

  @Test("are so coarse that weights of 8 bits over all of them are large")
  func largeWeights() throws {
    let rows = try #require(
      network(8).layers.last { $0.kind == .gruResetBefore }
    ).rows
    let over = { (part: Range<Int>) in
      rows.flatMap { $0.inputWeights[part] }.map { abs(Int($0)) }.max() ?? 0
    }
    #expect(over(0..<4) > 60)
    #expect(over(4..<10) > 60)
  }

  @Test("stay fine beside weights of 16 bits")
  func wideWeights() throws {
    #expect(try !network(16).layers.contains { $0.kind == .sumLinear })
    #expect(try network(8).layers.contains { $0.kind == .sumLinear })
  }
}
