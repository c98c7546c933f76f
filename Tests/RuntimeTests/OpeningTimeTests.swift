import CSwiftlet
import RandomNetworks
import SwiftletFormat
import Testing

@Suite("Opening a model")
struct OpeningTimeTests {
  /// The most layers there may be, of one unit to many bytes and of many.
  private static let plans: [NetworkPlan] =
    [8, 4, 16].flatMap { bits in
      [
        QuantizedLayer.Kind.denseLinear, .rnnTanh, .lstm, .gruResetAfter,
        .gruResetBefore, .copy, .layerNorm,
      ].flatMap { kind in
        [1, 5].map { size in
          NetworkPlan(
            name: "\(kind) of \(size), \(bits) bits", inputSize: size,
            layers: Array(repeating: (kind, size), count: 255),
            weightBits: bits)
        }
      }
    }

  @Test(
    "takes at most three times as long a byte as one of one layer",
    arguments: plans)
  func ratio(plan: NetworkPlan) throws {
    let one = NetworkPlan(
      name: "", inputSize: 16, layers: [(.lstm, 48)],
      weightBits: plan.weightBits)
    let (single, many) = (try makeModel(one).1, try makeModel(plan).1)
    // Other work on the machine makes some runs longer: one is quiet.
    let isSo = (0..<5).contains { _ in
      time(many) <= 3 * time(single)
    }
    #expect(isSo)
  }

  /// The least time of some runs, in seconds a byte.
  private func time(_ model: QuantizedModel) -> Double {
    let bytes = AlignedBytes([UInt8](model.bytes))
    var handle = swiftlet_model()
    let clock = ContinuousClock()
    let times = (0..<stepFactor).map { _ in
      clock.measure {
        let status = swiftlet_open(
          &handle, bytes.memory.baseAddress, bytes.count)
        #expect(status == SWIFTLET_OK)
      }
    }
    return (times.min() ?? .zero) / .seconds(1) / Double(bytes.count)
  }
}
