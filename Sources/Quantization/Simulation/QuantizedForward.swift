import Cells
package import Training

/// The forward pass of a quantized network whose weights follow from float
/// parameters.
package final class QuantizedForward: SimulatedNetwork, @unchecked Sendable {
  private let plan: QuantizationPlan
  private let network: IntegerNetwork
  private var model: FloatModel

  package var teacher: [Float] { plan.model.parameters }

  /// The forward pass of a model's network within a plan.
  init(_ model: FloatModel, _ plan: QuantizationPlan) throws {
    self.model = model
    self.plan = plan
    network = IntegerNetwork(
      try plan.quantizedLayers(of: model),
      inputScales: plan.inputScales.map(Float.init),
      activationBits: plan.options.activationBits)
  }

  /// Takes parameters on: rounds every row at the scale of its largest weight.
  package func load(_ parameters: [Float]) throws -> [Float] {
    model.parameters = parameters
    let layers = try plan.quantizedLayers(of: model)
    network.replace(layers)
    var used = parameters
    for (index, layer) in layers.enumerated() {
      plan.dequantize(layer, index, of: model, into: &used)
    }
    return used
  }

  /// Eight more sequences.
  package func makeGroup() -> any SimulatedGroup<SIMD8<Float>> {
    IntegerGroup(network)
  }
}
