import Foundation
import SwiftletCells
import SwiftletFormat

/// Turns the rows of one layer into integers.
struct LayerQuantizer {
  let options: QuantizationOptions
  /// The layer's rows, in the order of `QuantizedLayer.rows`.
  let rows: [RealRow]
  /// How each row's weights make up for each other's errors; nil where each is
  /// rounded on its own.
  var feedback: [ErrorFeedback]?

  /// The rows in integers, with the input shift of the least expected error.
  ///
  /// - Parameter refusal: the error for a row that fits no integers.
  func quantize(
    refusal: (RealRow) -> QuantizationError
  ) throws -> (rows: [QuantizedRow], inputShift: Int) {
    let shift = gridShift ?? bestInputShift
    let integers = try rows.enumerated().map { index, row in
      guard
        let integers = row.quantized(shift, options, feedback?[index])
      else {
        throw refusal(row)
      }
      return integers
    }
    return (integers, shift)
  }

  /// How many rows keep the integers that their weights are.
  var rowsOnGrid: Int {
    gridShift.map { shift in
      rows.count { $0.onGrid(shift, options) != nil }
    } ?? 0
  }

  /// The input shift at which rows keep their integers; nil where none does.
  private var gridShift: Int? {
    guard let shift = isRecurrent ? rows.first?.gridShift : 0,
      rows.contains(where: { $0.onGrid(shift, options) != nil })
    else { return nil }
    return shift
  }

  private var isRecurrent: Bool {
    rows.contains { !$0.hiddenWeights.isEmpty }
  }

  /// The input shift with the least expected square of the error that rounding
  /// the weights leaves in the pre-activations.
  private var bestInputShift: Int {
    guard isRecurrent else { return 0 }
    return (0...8).min { error($0) < error($1) } ?? 0
  }

  private func error(_ inputShift: Int) -> Double {
    rows.reduce(0) { sum, row in
      let hiddenStep = row.finestScale(inputShift, options)
      let inputStep =
        hiddenStep
        * Double(sign: .plus, exponent: inputShift, significand: 1)
      let power =
        inputStep * inputStep * row.inputPower
        * Double(row.inputWeights.count)
        + hiddenStep * hiddenStep * row.hiddenPower
        * Double(row.hiddenWeights.count)
      return sum + power * row.unitsPerReal * row.unitsPerReal
    }
  }
}
