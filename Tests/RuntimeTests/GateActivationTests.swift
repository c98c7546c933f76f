import CSwiftlet
import Foundation
import RandomNetworks
import SwiftletDevices
import SwiftletFormat
import SwiftletRuntime
import Testing

@Suite("A file's activations")
struct GateActivationTests {
  private static let layerEntry = 128

  private func bytes(
    _ kind: QuantizedLayer.Kind, _ activations: GateActivations
  ) throws -> [UInt8] {
    var plan = NetworkPlan(name: "", inputSize: 3, layers: [(kind, 4)])
    plan.activations = activations
    return try makeModel(plan).0.fileBytes()
  }

  @Test("the usual ones need no feature, and others one that readers know")
  func feature() throws {
    for kind in [QuantizedLayer.Kind.lstm, .gruResetAfter, .gruResetBefore] {
      for candidate in [GateActivations.Candidate.tanh, .relu, .linear] {
        for gates in [GateActivations.Gates.sigmoid, .hardSigmoid] {
          let activations = GateActivations(candidate: candidate, gates: gates)
          let bytes = try bytes(kind, activations)
          #expect(load(12, of: bytes) == (activations == .standard ? 0 : 4))
          #expect(status(of: bytes) == SWIFTLET_OK)
          let model = try QuantizedModel(bytes: Data(bytes))
          #expect(model.network.layers[0].activations == activations)
          #expect(model.network.layers[0].kind == kind)
          #expect(try model.network.fileBytes() == bytes)
          #expect((model.libraries.count == 1) == (activations != .standard))
        }
      }
    }
    #expect(load(12, of: try bytes(.rnnLinear, .standard)) == 4)
    #expect(load(12, of: try bytes(.rnnReLU, .standard)) == 0)
  }

  @Test("a variant that no layer has is refused")
  func variants() throws {
    let known: [(QuantizedLayer.Kind, Set<UInt8>)] = [
      (.rnnTanh, [0, 1, 2]), (.lstm, [0, 4, 8, 16, 20, 24]),
      (.gruResetAfter, [0, 1, 4, 5, 8, 9, 16, 17, 20, 21, 24, 25]),
      (.denseLinear, [0, 1, 2, 3]),
    ]
    for (kind, known) in known {
      let bytes = try bytes(kind, .standard)
      for variant in UInt8(0)...255 where !known.contains(variant) {
        var bytes = bytes
        bytes[Self.layerEntry + 1] = variant
        #expect(status(of: withChecksums(bytes)) != SWIFTLET_OK, "\(variant)")
      }
    }
  }

  @Test("both features of gaps together, or one that is not known, are refused")
  func features() throws {
    var plan = NetworkPlan(name: "", inputSize: 3, layers: [(.lstm, 4)])
    plan.gapPolicy = .holdThenMean(steps: 3)
    plan.activations.candidate = .relu
    let bytes = try makeModel(plan).0.fileBytes()
    #expect(load(12, of: bytes) == 5)
    #expect(status(of: bytes) == SWIFTLET_OK)
    var both = bytes
    both[12] = 7
    #expect(status(of: withChecksums(both)) == SWIFTLET_INVALID_MODEL)
    var unknown = bytes
    unknown[15] = 0x80
    #expect(status(of: withChecksums(unknown)) == SWIFTLET_UNSUPPORTED_FEATURE)
  }

  @Test("reports name those that are not the usual")
  func titles() {
    let other = GateActivations(candidate: .relu, gates: .hardSigmoid)
    #expect(QuantizedLayer.Kind.lstm.title(.standard) == "lstm")
    #expect(QuantizedLayer.Kind.lstm.title(other) == "lstm (relu, hard gates)")
    #expect(
      QuantizedLayer.Kind.gruResetAfter.title(.init(candidate: .linear))
        == "gru (reset after, linear)")
  }
}
