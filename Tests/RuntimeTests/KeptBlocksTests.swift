import CSwiftlet
import Foundation
import RandomNetworks
import SwiftletFormat
import SwiftletRuntime
import Testing

@Suite("Kept blocks")
struct KeptBlocksTests {
  /// The layer of FORMAT.md's example, as a network.
  private var example: QuantizedNetwork {
    var layer = QuantizedLayer(
      kind: .denseLinear, inputSize: 12, outputSize: 1, weightBits: 8)
    var weights = [Int16](repeating: 0, count: 12)
    (weights[5], weights[10]) = (3, -4)
    layer.rows = [
      QuantizedRow(
        inputWeights: weights, hiddenWeights: [], bias: 9, multiplier: .max)
    ]
    return QuantizedNetwork(
      layers: [layer], activationBits: 16,
      inputs: (0..<12).map {
        .init(name: "\($0)", zero: 0, multiplier: 1, fractionBits: 0, shift: 0)
      },
      outputs: [.init(name: "y", multiplier: 1, offset: 0, fractionBits: 0)],
      task: .regression, scoring: .everyStep, gapPolicy: .refuse)
  }

  /// Where the example's run begins.
  private func runOffset(_ bytes: [UInt8]) -> Int {
    Int(bytes[40]) + 256 * Int(bytes[41]) + 12
  }

  private func weightsOffset(_ bytes: [UInt8]) -> Int {
    let at = runOffset(bytes)
    return Int(bytes[at]) + 256 * Int(bytes[at + 1])
  }

  @Test("lie as the example of FORMAT.md")
  func page() throws {
    let bytes = try example.fileBytes()
    let zeros = [UInt8](repeating: 0, count: 8)
    let run: [UInt8] =
      [2, 0, 0, 0, 8, 0, 16, 0] + [0, 0, 3, 0, 0, 0, 0, 0] + zeros
      + [0, 0, 0, 0, 0xFC, 0xFF, 0, 0] + zeros
    let start = weightsOffset(bytes)
    #expect(Array(bytes[start..<start + run.count]) == run)
  }

  @Test("that contradict their layer are refused")
  func forged() throws {
    let good = try example.fileBytes()
    let start = weightsOffset(good)
    #expect(AlignedBytes(withChecksums(good)).open().0 == SWIFTLET_OK)
    let lies: [(rule: String, offset: Int, byte: UInt8)] = [
      ("a run has a block", 0, 0), ("its size is that of its rounds", 0, 3),
      ("it has no more blocks than the operand", 0, 4),
      ("and not a whole number of bytes more", 3, 0x80),
      ("a position is a multiple of 8", 4, 9),
      ("and lies in the operand", 6, 24), ("whatever its upper byte", 7, 1),
    ]
    for lie in lies {
      var bytes = good
      bytes[start + lie.offset] = lie.byte
      let status = AlignedBytes(withChecksums(bytes)).open().0
      #expect(status == SWIFTLET_INVALID_MODEL, "\(lie.rule)")
    }
  }

  @Test("whose second row has a weight of 128 are refused")
  func beyond() throws {
    var bytes = try example.fileBytes()
    let pair = weightsOffset(bytes) + 8
    (bytes[pair], bytes[pair + 1]) = (0x80, 0x7F)
    let status = AlignedBytes(withChecksums(bytes)).open().0
    #expect(status == SWIFTLET_OVERFLOW)
  }

  @Test("are all that a file holds of a network, and give what all give")
  func keptAlone() throws {
    for plan in NetworkPlan.golden where plan.density < 1 {
      var (network, kept) = try makeModel(plan)
      #expect(kept.network == network)
      network.setLayout(.wide)
      let all = try QuantizedModel(bytes: Data(network.fileBytes()))
      let streams = (QuantizedStream(kept), QuantizedStream(all))
      for input in inputs(plan, count: 50) {
        #expect(try streams.0.step(input) == streams.1.step(input))
      }
    }
  }

  @Test("of a layer of zeros are one a run")
  func zeros() throws {
    let plan = NetworkPlan(
      name: "", inputSize: 9, layers: [(.lstm, 6), (.gruResetAfter, 5)])
    var network = try makeModel(plan).0
    for layer in network.layers.indices {
      for row in network.layers[layer].rows.indices {
        network.layers[layer].rows[row].inputWeights = .init(
          repeating: 0,
          count: network.layers[layer].rows[row].inputWeights.count)
        network.layers[layer].rows[row].hiddenWeights = .init(
          repeating: 0,
          count: network.layers[layer].rows[row].hiddenWeights.count)
      }
    }
    let model = try QuantizedModel(bytes: Data(network.fileBytes()))
    #expect(model.network == network)
    _ = try QuantizedStream(model).step([Int16](repeating: 77, count: 9))
  }
}
