import CSwiftlet
import CSwiftletKernels
import RandomNetworks
import SwiftletFormat
import SwiftletRuntime
import Testing

@Suite("The numbers that C and Swift share")
struct CodeTests {
  @Test("are the same for ways of storage")
  func storage() {
    #expect(Int(LayerEntry.allBlocks) == SWIFTLET_STORAGE_ALL_BLOCKS)
    #expect(Int(LayerEntry.keptBlocks) == SWIFTLET_STORAGE_KEPT_BLOCKS)
    #expect(Int(LayerEntry.panels) == SWIFTLET_STORAGE_PANELS)
  }

  @Test("are the same for the activations of dense layers")
  func variants() {
    #expect(Int(DenseVariant.linear) == SWIFTLET_ACTIVATION_LINEAR)
    #expect(Int(DenseVariant.relu) == SWIFTLET_ACTIVATION_RELU)
    #expect(Int(DenseVariant.sigmoid) == SWIFTLET_ACTIVATION_SIGMOID)
    #expect(Int(DenseVariant.tanh) == SWIFTLET_ACTIVATION_TANH)
  }

  @Test(
    "are what kernels get of a layer",
    arguments: [
      (QuantizedLayer.Kind.denseLinear, SWIFTLET_ACTIVATION_LINEAR),
      (.denseReLU, SWIFTLET_ACTIVATION_RELU),
      (.denseSigmoid, SWIFTLET_ACTIVATION_SIGMOID),
      (.denseTanh, SWIFTLET_ACTIVATION_TANH),
      (.rnnReLU, SWIFTLET_ACTIVATION_RELU),
      (.rnnTanh, SWIFTLET_ACTIVATION_TANH),
    ])
  func activations(kind: QuantizedLayer.Kind, code: Int) throws {
    let plan = NetworkPlan(name: "", inputSize: 2, layers: [(kind, 3)])
    let model = try makeModel(plan).1
    let layer = ModelView(model.handle.bytes).layer(0)
    #expect(Int(layer.activationCode) == code)
  }
}
