import Foundation
public import SwiftletCells
public import SwiftletFormat
import SwiftletRuntime

/// Quantizes a trained network: int8 or int16 weights with a scale for each
/// row, int8 or int16 activations with ranges learned on real streams.
public struct Quantizer {
  /// How the network is quantized.
  public let options: QuantizationOptions
  /// What calibration decides.
  let plan: QuantizationPlan
  let sequences: [DataSequence]

  /// A quantizer of a model, calibrated.
  ///
  /// - Parameter sequences: Streams like those that the model will meet; state
  ///   is carried through each.
  /// - Throws: `QuantizationError` when the data do not fit the model or a
  ///   range fits no integer.
  public init(
    _ model: FloatModel, _ options: QuantizationOptions,
    calibration sequences: [DataSequence]
  ) throws {
    let model = try Self.equalized(model, options, sequences)
    self.init(
      plan: QuantizationPlan(
        model, try Calibration(model, sequences, options), options),
      sequences: sequences)
  }

  /// The model with values stretched, where some can be and no grid would lose
  /// its integers by it.
  package static func equalized(
    _ model: FloatModel, _ options: QuantizationOptions,
    _ sequences: [DataSequence]
  ) throws -> FloatModel {
    guard model.grid == nil, ChannelGroups(model.network).areSome else {
      return model
    }
    var options = options
    options.correctsWeights = false
    let calibration = try Calibration(model, sequences, options)
    return Equalization(
      QuantizationPlan(model, calibration, options)
    ).model()
  }

  /// A quantizer with a plan.
  init(plan: QuantizationPlan, sequences: [DataSequence]) {
    options = plan.options
    self.plan = plan
    self.sequences = sequences
  }

  /// Quantizes the model.
  ///
  /// - Throws: `QuantizationError` when a range fits no integer; `ModelError`
  ///   when the network is beyond the format.
  public func quantize() throws -> QuantizedNetwork {
    try network(
      of: OutputCorrection(plan: plan, sequences: sequences)
        .corrected(plan.correctedLayers(of: plan.model)))
  }

  /// The model as it is, with so many blocks of zeros: of the size and of the
  /// costs of the one that a training of that density gives.
  ///
  /// - Throws: As `quantize`.
  package func untrained(density: Double) throws -> QuantizedNetwork {
    let masks =
      density < 1 ? plan.masks(density: density, of: plan.model) : [:]
    return try network(of: plan.quantizedLayers(of: plan.model, masks: masks))
  }

  /// The network of layers, with golden steps.
  func network(of layers: [QuantizedLayer]) throws -> QuantizedNetwork {
    var network = try plan.network(layers)
    network.goldenSteps = try network.recordedSteps(
      of: sequences, count: options.goldenStepCount)
    return network
  }

  /// The float model that a network's integers stand for: the reference that
  /// leaves only the rounding of values between the layers.
  ///
  /// - Parameter network: what `quantize` made of the model.
  public func dequantized(_ network: QuantizedNetwork) -> FloatModel {
    var dequantized = plan.model
    for (index, layer) in network.layers.enumerated() {
      plan.dequantize(
        layer, index, of: plan.model, into: &dequantized.parameters)
    }
    return dequantized
  }
}

extension QuantizedNetwork {
  /// The first steps of the first sequence, with the outputs that the runtime
  /// gives.
  func recordedSteps(
    of sequences: [DataSequence], count: Int
  ) throws -> [GoldenStep] {
    let model = try QuantizedModel(bytes: Data(try fileBytes()))
    let stream = QuantizedStream(model)
    guard let sequence = sequences.first else { return [] }
    return try (0..<min(count, sequence.timesteps)).map {
      let inputs = stream.quantize(sequence.features(at: $0))
      return .init(inputs: inputs, outputs: try stream.step(inputs))
    }
  }
}
