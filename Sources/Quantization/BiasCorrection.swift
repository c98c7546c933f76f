import Foundation
import SwiftletCells
import SwiftletFormat

/// Takes the mean error that rounded weights leave in a pre-activation out of
/// the row's bias (Nagel et al. 2019, section 4.2, on the data's own means).
///
/// A row of few bits errs by `sum (w' - w) x`. Its mean over the data is
/// `sum (w' - w) mean(x)`, which a state with a long time constant would add up
/// step after step.
struct BiasCorrection {
  let plan: QuantizationPlan

  /// The means of the operands of a gate's rows, in units.
  struct Means {
    var input: [Double]
    var hidden: [Double] = []
  }

  /// A layer with corrected biases; a row whose sum would no longer fit into
  /// 32 bits keeps its own.
  ///
  /// - Parameter rows: what the layer's rows stand for.
  func corrected(
    _ layer: QuantizedLayer, _ index: Int, _ rows: [RealRow]
  ) -> QuantizedLayer {
    corrected(layer, rows) { means(index, gate: $0 / layer.outputSize) }
  }

  /// The same with the means of a row's operands.
  func corrected(
    _ layer: QuantizedLayer, _ rows: [RealRow], by means: (Int) -> Means
  ) -> QuantizedLayer {
    var corrected = layer
    for (row, real) in rows.enumerated() {
      let old = layer.rows[row].bias
      let bias = real.bias(
        of: layer.rows[row], layer.inputShift, means(row))
      corrected.rows[row].bias = Int32(
        max(-2_147_483_647, min(2_147_483_647, bias)))
      if !corrected.rows[row].fits(layer.inputShift) {
        corrected.rows[row].bias = old
      }
    }
    return corrected
  }

  private func means(_ index: Int, gate: Int) -> Means {
    let (range, layer) = (plan.calibration.layers[index], plan.layers[index])
    let usesReset = plan.isResetBefore(index) && gate == 2
    return Means(
      input: zip(range.input, layer.inputScales).map(/),
      hidden: (usesReset ? range.reset : range.hidden)
        .map { $0 / layer.outputScale })
  }
}

extension RealRow {
  /// The integer bias at which the mean of the integer row is that of the real
  /// one.
  fileprivate func bias(
    of row: QuantizedRow, _ inputShift: Int, _ means: BiasCorrection.Means
  ) -> Double {
    func sum<Weight>(
      _ weights: [Weight], _ means: [Double], _ real: (Weight) -> Double
    ) -> Double {
      zip(weights, means).reduce(0) { $0 + real($1.0) * $1.1 }
    }
    let wanted =
      bias + sum(inputWeights, means.input) { $0 }
      + sum(hiddenWeights, means.hidden) { $0 }
    let weights =
      sum(row.inputWeights, means.input) { Double($0) }
      * Double(1 << inputShift)
      + sum(row.hiddenWeights, means.hidden) { Double($0) }
    let unit = Double(row.multiplier) / (4_294_967_296 * unitsPerReal)
    return (wanted / unit - weights).rounded()
  }
}
