import Foundation
import SwiftletCells
import SwiftletFormat

/// Rows whose weights are integers already, times the step of a grid.
extension RealRow {
  /// The shift at which a step over the input and one over the hidden state
  /// add the same to the sum, or nearly; nil without a grid.
  var gridShift: Int? {
    guard let (input, hidden) = gridSteps else { return nil }
    return Int(max(0, min(8, log2(input / hidden).rounded())))
  }

  /// What one unit of the sum stands for where a step of the grid is one weight,
  /// over the operands of the finest unit; nil without a grid.
  func gridScale(
    _ inputShift: Int, _ options: QuantizationOptions
  ) -> Double? {
    guard let (input, hidden) = gridSteps else { return nil }
    let shifted = input / power(inputShift)
    let step =
      hiddenWeights.isEmpty
      ? shifted : inputWeights.isEmpty ? hidden : min(shifted, hidden)
    return step / options.weightStep
  }

  /// The row in the integers that its weights are: those of the grid, times a
  /// power of two where an operand's unit is coarser than another's.
  ///
  /// - Returns: nil without a grid, where a weight lies off it, or where an
  ///   integer, the sum or the multiplier does not fit.
  func onGrid(
    _ inputShift: Int, _ options: QuantizationOptions
  ) -> QuantizedRow? {
    guard let scale = gridScale(inputShift, options), scale <= coarsest,
      abs(bias) <= 2_147_483_647 * scale,
      fit(inputWeights, scale * power(inputShift), options),
      fit(hiddenWeights, scale, options)
    else { return nil }
    let row = quantized(scale, inputShift, options, nil)
    return row.fits(inputShift) ? row : nil
  }

  /// Whether weights are integers of their width in a unit.
  private func fit(
    _ weights: [Double], _ unit: Double, _ options: QuantizationOptions
  ) -> Bool {
    let largest = options.largestWeight / options.weightStep
    return weights.allSatisfy { weight in
      weight.steps(of: options.weightStep * unit).map { abs($0) <= largest }
        ?? false
    }
  }
}
