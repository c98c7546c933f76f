import SwiftletCells
import SwiftletFormat
package import SwiftletTraining

/// The forward pass of a quantized network whose weights follow from float
/// parameters.
package final class QuantizedForward: SimulatedNetwork, @unchecked Sendable {
  private let plan: QuantizationPlan
  private let network: IntegerNetwork
  private let pruning: PruningSchedule?
  private var model: FloatModel
  private var masks: [Int: BlockMask] = [:]

  package let teacher: [Float]?

  /// The forward pass of a model's network within a plan.
  ///
  /// - Parameters:
  ///   - pruning: how blocks of weights become zero, if they do.
  ///   - teacher: the float model whose answers a training learns, if any.
  init(
    _ model: FloatModel, _ plan: QuantizationPlan,
    pruning: PruningSchedule? = nil, teacher: FloatModel? = nil
  ) throws {
    self.model = model
    self.teacher = teacher?.parameters
    self.pruning = pruning
    self.plan = plan
    network = IntegerNetwork(
      try plan.quantizedLayers(of: model),
      inputScales: plan.layers.map { $0.takenScales.map(Float.init) },
      activationBits: plan.options.activationBits)
  }

  /// Chooses the blocks that an epoch keeps.
  package func begin(epoch: Int, parameters: [Float]) {
    guard let pruning, epoch <= pruning.epochs else { return }
    model.parameters = parameters
    masks = plan.masks(density: pruning.density(epoch: epoch), of: model)
  }

  /// The epochs in which the density still falls.
  package var unsettledEpochs: Int { pruning?.epochs ?? 0 }

  /// The layers of parameters, as they are now pruned.
  func layers(_ parameters: [Float]) throws -> [QuantizedLayer] {
    model.parameters = parameters
    return try plan.quantizedLayers(of: model, masks: masks)
  }

  /// Takes parameters on: rounds every row at the scale of its largest weight.
  package func load(_ parameters: [Float]) throws -> [Float] {
    let layers = try layers(parameters)
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
