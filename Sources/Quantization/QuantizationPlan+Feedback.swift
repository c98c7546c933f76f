import SwiftletCells

extension QuantizationPlan {
  /// The feedback of each row of a layer, a gate's rows share one; nil where
  /// each weight is rounded on its own.
  func feedback(
    ofLayer index: Int, _ rows: [RealRow]
  ) -> [ErrorFeedback]? {
    let range = calibration.layers[index]
    guard options.correctsWeights, let moments = range.moments,
      options.ofLayer(index, of: model.network).weightBits < 16
    else { return nil }
    let inputs = layers[index].inputScales
    let units =
      inputs
      + Array(
        repeating: layers[index].outputScale, count: range.hidden.count)
    var feedback: [ErrorFeedback] = []
    var last: (operands: Range<Int>, feedback: ErrorFeedback)?
    for (row, real) in rows.enumerated() {
      let usesReset = isResetBefore(index) && row >= 2 * range.hidden.count
      let operands =
        (real.inputWeights.isEmpty ? inputs.count : 0)..<inputs.count
        + real.hiddenWeights.count
      if last?.operands != operands
        || usesReset && row == 2 * range.hidden.count
      {
        let source = usesReset ? range.resetMoments ?? moments : moments
        last = (
          operands,
          ErrorFeedback(
            covariance: source.covariance(
              of: operands, units: Array(units[operands])),
            size: operands.count)
        )
      }
      if let last { feedback.append(last.feedback) }
    }
    return feedback
  }
}
