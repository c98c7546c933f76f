import SwiftletCells
import SwiftletFormat
import SwiftletRuntime

/// Runs a model and its float reference over a long stream side by side.
struct DriftProbe {
  let model: QuantizedModel
  let reference: FloatModel
  let sequences: [DataSequence]

  /// The errors, decade by decade from 1,000 steps on, and what the float
  /// model's gates are like.
  ///
  /// - Throws: `ModelError` when a step is refused.
  func run(steps: Int) throws -> (drift: [RecurrentReport.Drift], GateTally) {
    let quantized = QuantizedStream(model)
    var float = FloatStream(reference, gapPolicy: model.gapPolicy)
    var stream = LongStream(sequences)
    var tally = ErrorTally()
    var gates = GateTally(reference.network, steps: steps)
    var drift: [RecurrentReport.Drift] = []
    var mark = min(1000, steps)
    for step in 1...steps {
      let values = stream.next()
      let output = quantized.read(
        try quantized.step(quantized.quantize(values)))
      tally.add(output, try float.step(values))
      gates.add(float.runner)
      if step == mark {
        drift.append(tally.finish(step))
        tally = ErrorTally()
        mark = min(10 * mark, steps)
      }
    }
    return (drift, gates)
  }
}

/// Sums of differences.
private struct ErrorTally {
  private var count = 0.0
  private var sum = 0.0
  private var squares = 0.0
  private var largest = 0.0

  mutating func add(_ outputs: [Double], _ exact: [Double]) {
    for (output, exact) in zip(outputs, exact) {
      let error = output - exact
      count += 1
      sum += error
      squares += error * error
      largest = max(largest, abs(error))
    }
  }

  func finish(_ steps: Int) -> RecurrentReport.Drift {
    RecurrentReport.Drift(
      steps: steps, rmsError: (squares / max(count, 1)).squareRoot(),
      maxAbsError: largest, meanError: sum / max(count, 1))
  }
}
