import Foundation
public import SwiftletCells
public import SwiftletFormat

/// Examines how a quantized network's recurrence holds up over a long time.
public struct RecurrentVerification {
  private let model: QuantizedModel
  private let reference: FloatModel
  /// Steps of each of eight streams whose integers are watched, at most.
  private static let watchedSteps = 5000

  /// An examination of two models; `Verification` checks that they belong
  /// together.
  public init(_ model: QuantizedModel, reference: FloatModel) {
    self.model = model
    self.reference = reference
  }

  /// Whether there is anything to examine: a layer that carries state.
  public var applies: Bool {
    reference.network.layers.contains(where: \.isRecurrent)
  }

  /// Runs the models over the data, again and again and never reset.
  ///
  /// - Parameters:
  ///   - sequences: The data, which `Verification` has run on.
  ///   - steps: How long the stream against the float reference is.
  /// - Throws: `QuantizationError` when there is no timestep; `ModelError` when
  ///   a step is refused.
  public func run(
    _ sequences: [DataSequence], steps: Int
  ) throws -> RecurrentReport {
    let sequences = try withTimesteps(sequences)
    let network = model.network
    let (drift, trained) = try DriftProbe(
      model: model, reference: reference, sequences: sequences
    ).run(steps: steps)
    var probe = LayerProbe(
      network, reference, steps: min(Self.watchedSteps, max(steps / 8, 1)))
    var inputs = LaneInputs(model, sequences)
    var report = RecurrentReport()
    report.drift = drift
    (report.layers, report.clippedInputs) = try probe.run(
      &inputs, trained: trained)
    report.warmUp = try warmUp(network, sequences, report.layers)
    report.warnings = report.findings(
      inputNames: model.inputNames,
      dataSteps: sequences.reduce(0) { $0 + $1.timesteps })
    return report
  }

  /// The errors of a long stream alone.
  package func drift(
    _ sequences: [DataSequence], steps: Int
  ) throws -> [RecurrentReport.Drift] {
    try DriftProbe(
      model: model, reference: reference,
      sequences: withTimesteps(sequences)
    ).run(steps: steps).drift
  }

  /// The sequences that are not empty, through which a stream can go on.
  private func withTimesteps(
    _ sequences: [DataSequence]
  ) throws -> [DataSequence] {
    let filled = sequences.filter { $0.timesteps > 0 }
    guard !filled.isEmpty else {
      throw QuantizationError(
        "there are no timesteps to examine; give data with rows")
    }
    return filled
  }

  private func warmUp(
    _ network: QuantizedNetwork, _ sequences: [DataSequence],
    _ layers: [RecurrentReport.LayerReport]
  ) throws -> RecurrentReport.WarmUp {
    let steps = sequences.reduce(0) { $0 + $1.timesteps }
    guard let last = layers.last, let scale = network.layers.last?.outputScale
    else { return RecurrentReport.WarmUp() }
    let range = last.outputRange.upperBound - last.outputRange.lowerBound
    let tolerance = range / 100 / Double(scale)
    let probe = WarmUpProbe(
      network: network,
      // Two int16 differ by no more than these.
      tolerance: tolerance < 65535 ? Int(tolerance) : 65535)
    return try probe.run { trial in
      LaneInputs(
        model, sequences, offset: trial * steps / 4, spread: false)
    }
  }
}
