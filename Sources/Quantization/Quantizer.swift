public import Cells
import Foundation
public import ModelFormat

/// Quantizes a trained network: int8 or int16 weights with a scale for each
/// row, int8 or int16 activations with ranges learned on real streams.
public struct Quantizer {
  /// How the network is quantized.
  public let options: QuantizationOptions
  private let model: FloatModel

  /// A quantizer of a model.
  public init(_ model: FloatModel, _ options: QuantizationOptions) {
    self.model = model
    self.options = options
  }

  /// Quantizes the model.
  ///
  /// - Parameter calibration: Streams like those that the model will meet;
  ///   state is carried through each.
  /// - Throws: `QuantizationError` when the data do not fit the model or a
  ///   range fits no integer; `ModelError` when the network is beyond the
  ///   format.
  public func quantize(
    calibration sequences: [SampleSequence]
  ) throws -> QuantizedNetwork {
    let plan = try plan(calibration: sequences)
    var network = try plan.network(
      options.correctsBiases
        ? plan.correctedLayers(of: model) : plan.quantizedLayers(of: model))
    network.goldenSteps = try network.recordedSteps(
      of: sequences, count: options.goldenStepCount)
    return network
  }

  /// The float model that a network's integers stand for: the reference that
  /// leaves only the rounding of values between the layers.
  ///
  /// - Parameters:
  ///   - network: what `quantize` made of the model.
  ///   - sequences: the data that it was made with.
  /// - Throws: as `quantize`.
  public func dequantized(
    _ network: QuantizedNetwork, calibration sequences: [SampleSequence]
  ) throws -> FloatModel {
    let plan = try plan(calibration: sequences)
    var dequantized = model
    for (index, layer) in network.layers.enumerated() {
      plan.dequantize(layer, index, of: model, into: &dequantized.parameters)
    }
    return dequantized
  }

  /// What calibration decides.
  func plan(calibration sequences: [SampleSequence]) throws -> QuantizationPlan
  {
    QuantizationPlan(model, try Calibration(model, sequences), options)
  }
}

extension QuantizedNetwork {
  /// The first steps of the first sequence without gaps, with the outputs that
  /// the runtime gives.
  func recordedSteps(
    of sequences: [SampleSequence], count: Int
  ) throws -> [GoldenStep] {
    let model = try QuantizedModel(bytes: Data(try fileBytes()))
    let stream = QuantizedStream(model)
    guard let sequence = sequences.first else { return [] }
    return try (0..<min(count, sequence.timesteps)).map {
      let values = sequence.input(at: $0).map { $0.isNaN ? 0 : $0 }
      let inputs = stream.quantize(values)
      return .init(inputs: inputs, outputs: try stream.step(inputs))
    }
  }
}
