import CSwiftlet
import CSwiftletKernels
import RandomNetworks
import SwiftletFormat
import SwiftletRuntime
import Testing

@Suite("The numbers that C and Swift share")
struct CodeTests {
  @Test(
    "are what kernels get of a layer",
    arguments: [
      (QuantizedLayer.Kind.denseLinear, RowActivation.linear),
      (.denseReLU, .relu),
      (.denseSigmoid, .sigmoid),
      (.denseTanh, .tanh),
      (.rnnReLU, .relu),
      (.rnnTanh, .tanh),
      (.rnnLinear, .linear),
    ])
  func activations(
    kind: QuantizedLayer.Kind, activation: RowActivation
  ) throws {
    let plan = NetworkPlan(name: "", inputSize: 2, layers: [(kind, 3)])
    let model = try makeModel(plan).1
    let layer = ModelView(model.handle.bytes).layer(0)
    #expect(layer.activation == activation)
  }
}
