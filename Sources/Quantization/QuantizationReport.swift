import SwiftletCells
public import SwiftletFormat
public import SwiftletRuntime

/// What calibration chose for a network, beside what the data show, and how the
/// finished integers compare with float.
public struct QuantizationReport: Equatable, Sendable {
  /// One entry a feature; empty where the input is a symbol.
  public let inputs: [Input]
  /// One entry a layer.
  public let layers: [Layer]
  /// The finished integers beside the float model, on up to about a thousand
  /// of the calibration's steps.
  public let comparison: VerificationReport
  /// What is wrong, each one line with its cause and what to change; among them
  /// that the agreement is below `leastAgreement(of:)`.
  public package(set) var warnings: [String]

  /// What was chosen for a feature.
  public struct Input: Equatable, Sendable {
    /// The feature's name.
    public let name: String
    /// What one unit of its int16 stands for, in the data's units.
    public let unit: Double
    /// The values that the operands reach, in the data's units.
    public let range: ClosedRange<Double>
    /// The share of the calibration's values outside the range, in `0...1`;
    /// gaps do not count.
    public let clippedShare: Double
  }

  /// What was chosen for a layer.
  public struct Layer: Equatable, Sendable {
    /// The layer's kind.
    public let kind: QuantizedLayer.Kind
    /// The activations of a layer with gates; the usual of another.
    public let activations: GateActivations
    /// What a report calls the layer.
    public var title: String { kind.title(activations) }
    /// Outputs lie in `-outputRange...outputRange`, in real units.
    public let outputRange: Double
    /// The largest magnitude of an output that the data show.
    public let largestOutput: Double
    /// An LSTM's cell state lies in `-cellRange...cellRange`; nil for other
    /// layers.
    public let cellRange: Double?
    /// The largest magnitude of a cell state that the data show.
    public let largestCell: Double
    /// A weight over the input has a unit of `2^inputShift` times that of one
    /// over the hidden state.
    public let inputShift: Int
    /// The number of rows.
    public let rows: Int
    /// How many of the rows have another bias than the float model's, rounded:
    /// the corrected ones, or all that training moved.
    public let movedBiases: Int
  }
}

extension Quantizer {
  /// What was chosen for a network, and how it compares with the float model.
  ///
  /// - Parameters:
  ///   - network: what `quantize`, or a training of the quantizer, made of the
  ///     model.
  ///   - lesson: what that training learned; nil without one.
  /// - Throws: as `quantize`.
  public func report(
    _ network: QuantizedNetwork,
    lesson: QuantizationAwareTraining.Lesson? = nil
  ) throws -> QuantizationReport {
    let rounded = try plan.quantizedLayers(of: plan.model)
    let comparison = try compare(network)
    return QuantizationReport(
      inputs: plan.takesSymbols
        ? []
        : network.inputs.enumerated().map { index, channel in
          channel.report(
            plan.calibration.inputs[index], scale: plan.inputScales[index],
            of: plan.model.inputs[index], options)
        },
      layers: network.layers.indices.map {
        network.layers[$0].report(
          plan.calibration.layers[$0], without: rounded[$0])
      }, comparison: comparison,
      warnings: findings(network, comparison, lesson: lesson))
  }
}

extension QuantizedNetwork.InputChannel {
  fileprivate func report(
    _ seen: Calibration.InputRange, scale: Double,
    of channel: FloatModel.Channel, _ options: QuantizationOptions
  ) -> QuantizationReport.Input {
    let limit = options.largestOperand * scale
    let values = seen.normalized.values
    let clipped = values.count { abs(Double($0)) > limit }
    let reach = limit * channel.deviation
    return .init(
      name: name, unit: scale * channel.deviation,
      range: channel.mean - reach...channel.mean + reach,
      clippedShare: Double(clipped) / Double(max(values.count, 1)))
  }
}

extension QuantizedLayer {
  fileprivate func report(
    _ seen: Calibration.LayerRange, without rounded: QuantizedLayer
  ) -> QuantizationReport.Layer {
    .init(
      kind: kind, activations: activations,
      outputRange: 32768 * Double(outputScale),
      largestOutput: seen.largestOutput,
      cellRange: kind == .lstm ? Double(1 << 30) * cellUnit : nil,
      largestCell: seen.largestCell, inputShift: inputShift,
      rows: rows.count,
      movedBiases: zip(rows, rounded.rows).count { $0.bias != $1.bias })
  }
}
