import Foundation
import SwiftletCells

/// How far an imported network is from its framework's outputs.
public struct ReplayReport: Equatable, Sendable {
  /// The timesteps that are compared.
  public var steps = 0
  /// The largest difference of each output.
  public var maxAbsErrors: [Double]
  /// The largest magnitude of each expected output.
  public var maxMagnitudes: [Double]

  /// The largest difference of all outputs.
  public var maxAbsError: Double { maxAbsErrors.max() ?? 0 }

  /// The output with the largest difference.
  public var worstOutput: Int {
    maxAbsErrors.indices.max { maxAbsErrors[$0] < maxAbsErrors[$1] } ?? 0
  }

  /// Whether no output differs by more than `tolerance`, times its largest
  /// magnitude where that is above 1.
  public func isWithin(_ tolerance: Double) -> Bool {
    zip(maxAbsErrors, maxMagnitudes).allSatisfy {
      $0 <= tolerance * max(1, $1)
    }
  }
}

extension ImportedNetwork {
  /// Runs the network, in Double, over a framework's inputs and compares its
  /// outputs, with the output function that a float model leaves out.
  ///
  /// - Throws: `ImportError` when a width is not the network's, or a symbol is
  ///   not in the vocabulary.
  public func replay(_ vectors: ReferenceVectors) throws -> ReplayReport {
    let zeros = Array(repeating: 0.0, count: network.outputSize)
    var report = ReplayReport(maxAbsErrors: zeros, maxMagnitudes: zeros)
    var runner = NetworkRunner<Double>(
      network, parameters: parameters.map(Double.init))
    for (index, given) in vectors.sequences.enumerated() {
      let sequence = given.regrouped(network.inputSize)
      try check(sequence, index)
      runner.reset()
      let skipped =
        sequence.isLastStep ? sequence.inputs.count - 1 : 0
      for (timestep, input) in sequence.inputs.enumerated() {
        let output = outputFunction.applied(
          to: runner.step(normalization?.normalized(input) ?? input))
        guard timestep >= skipped else { continue }
        report.add(output, expected: sequence.outputs[timestep - skipped])
      }
    }
    return report
  }

  private func check(
    _ sequence: ReferenceVectors.Recording, _ index: Int
  ) throws {
    let widths = [
      ("inputs", sequence.inputs, network.inputSize),
      ("outputs", sequence.outputs, network.outputSize),
    ]
    for (name, rows, width) in widths {
      guard let row = rows.first(where: { $0.count != width }) else { continue }
      throw ImportError(
        "sequence \(index) of the reference has \(row.count) \(name) a "
          + "timestep, but the network \(width); give vectors of this model")
    }
    guard case .embedding(let size, _) = network.layers[0] else { return }
    for value in sequence.inputs.joined()
    where !(value >= 0 && value < Double(size) && value == value.rounded()) {
      throw ImportError(
        "sequence \(index) of the reference has the symbol \(value), which is "
          + "not from 0 to \(size - 1); give vectors of this model")
    }
  }
}

extension ReferenceVectors.Recording {
  /// The recording, where its inputs are a vector that holds a window, with
  /// timesteps of `size` values.
  fileprivate func regrouped(_ size: Int) -> Self {
    guard size > 1, isLastStep, inputs.count.isMultiple(of: size),
      inputs.allSatisfy({ $0.count == 1 })
    else { return self }
    let values = Array(inputs.joined())
    var recording = self
    recording.inputs = stride(from: 0, to: values.count, by: size).map {
      Array(values[$0..<$0 + size])
    }
    return recording
  }
}

extension ReplayReport {
  fileprivate mutating func add(_ output: [Double], expected: [Double]) {
    steps += 1
    for index in output.indices {
      let error = abs(output[index] - expected[index])
      maxAbsErrors[index] = max(maxAbsErrors[index], error)
      maxMagnitudes[index] = max(maxMagnitudes[index], abs(expected[index]))
    }
  }
}

extension ImportedNetwork.OutputFunction {
  /// The function's values of a row of logits.
  func applied(to logits: [Double]) -> [Double] {
    guard self != .none, let largest = logits.max() else { return logits }
    let powers = logits.map { ($0 - largest).exponential() }
    let sum = powers.reduce(0, +)
    return self == .softmax
      ? powers.map { $0 / sum }
      : logits.map { $0 - largest - log(sum) }
  }
}
