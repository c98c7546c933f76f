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
    #expect(
      Int(WeightStorage.allBlocks.rawValue) == SWIFTLET_STORAGE_ALL_BLOCKS)
    #expect(
      Int(WeightStorage.keptBlocks.rawValue) == SWIFTLET_STORAGE_KEPT_BLOCKS)
    #expect(Int(WeightStorage.panels.rawValue) == SWIFTLET_STORAGE_PANELS)
  }

  @Test("are the same for the activations of dense layers")
  func variants() {
    #expect(Int(DenseVariant.linear.rawValue) == SWIFTLET_ACTIVATION_LINEAR)
    #expect(Int(DenseVariant.relu.rawValue) == SWIFTLET_ACTIVATION_RELU)
    #expect(Int(DenseVariant.sigmoid.rawValue) == SWIFTLET_ACTIVATION_SIGMOID)
    #expect(Int(DenseVariant.tanh.rawValue) == SWIFTLET_ACTIVATION_TANH)
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
