import Foundation
import SwiftletCells
import SwiftletFormat

/// A row of real numbers on its way to integers: weights in the units of the
/// operands, bias, and the unit of the pre-activation.
struct RealRow {
  /// What a unit of each input operand adds, `(inputSize)` or empty.
  var inputWeights: [Double]
  /// What a unit of each hidden operand adds, `(outputSize)` or empty.
  var hiddenWeights: [Double]
  /// The bias, with the 1/2 of a hard sigmoid.
  var bias: Double
  /// Units of the pre-activation in 1.
  var unitsPerReal: Double
  /// What of the bias is the activation's.
  var offset = 0.0
  /// Whether a sigmoid or tanh follows, which is flat far from 0.
  var saturates = true
  /// The mean square of an input operand and of a hidden operand, in units.
  var inputPower = 1.0
  var hiddenPower = 1.0
  /// What a step of the weights' grid adds over the finest input and over a
  /// hidden operand, in one unit of them; nil without a grid.
  var gridSteps: (input: Double, hidden: Double)?
}

extension RealRow {
  /// What one unit of the sum stands for: the least that fits every weight
  /// into its width.
  func finestScale(_ inputShift: Int, _ options: QuantizationOptions)
    -> Double
  {
    let input = inputWeights.largestMagnitude / power(inputShift)
    let largest = max(input, hiddenWeights.largestMagnitude)
    return max(largest, Double.leastNormalMagnitude) / options.largestWeight
  }

  /// By how much a scale grows until the sum fits. `overflowScale` is where
  /// the exact sum does; rounded weights can carry it a little further, and a
  /// coarser step would cost resolution.
  private static let scaleStep = 1.01

  /// So many scales are tried. A number is at most doubled where it is rounded,
  /// so the sum fits at twice `overflowScale`, and 1.01^70 > 2.
  private static let scaleCount = 71

  /// The row in integers, at the finest scale that fits the weights into their
  /// width and the sum into 32 bits.
  ///
  /// A multiplier of 1/2 or more does not fit. Where the activation saturates,
  /// weights and bias are clipped then: an operand of 1 saturates a gate from
  /// 5 1/3 on (a sigmoid from 10 2/3), and the clipped weight is at least 42.
  ///
  /// - Parameter feedback: how weights make up for each other's errors; nil
  ///   where each is rounded on its own.
  /// - Returns: nil when the multiplier does not fit and nothing saturates, or
  ///   the sum of the clipped row does not fit.
  func quantized(
    _ inputShift: Int, _ options: QuantizationOptions,
    _ feedback: ErrorFeedback? = nil
  ) -> QuantizedRow? {
    if let row = onGrid(inputShift, options) { return row }
    var scale = max(finestScale(inputShift, options), overflowScale)
    for _ in 0..<Self.scaleCount where scale <= coarsest {
      let row = quantized(scale, inputShift, options, feedback)
      if row.fits(inputShift) { return row }
      scale *= Self.scaleStep
    }
    guard saturates, scale > coarsest else { return nil }
    let row = quantized(
      coarsest, inputShift, options, feedback, largestBias: 1e9)
    return row.fits(inputShift) ? row : nil
  }

  /// The largest scale that a multiplier below 1/2 allows.
  var coarsest: Double { 2_147_483_647 / 4_294_967_296 / unitsPerReal }

  /// The least scale at which the exact sum fits into 32 bits.
  var overflowScale: Double {
    let weights =
      inputWeights.sumOfMagnitudes + hiddenWeights.sumOfMagnitudes
    return max(
      (32768 * weights + abs(bias)) / 2_147_483_647,
      Double.leastNormalMagnitude)
  }

  func quantized(
    _ scale: Double, _ inputShift: Int, _ options: QuantizationOptions,
    _ feedback: ErrorFeedback?, largestBias: Double = 2_147_483_647
  ) -> QuantizedRow {
    let step = options.weightStep
    let largest = options.largestWeight / step
    let (weights, inputs) = (inputWeights + hiddenWeights, inputWeights.count)
    let steps = weights.indices.map {
      step * scale * ($0 < inputs ? power(inputShift) : 1)
    }
    let multiples =
      feedback?.rounded(weights, steps: steps, largest: largest)
      ?? zip(weights, steps).map {
        max(-largest, min(largest, ($0 / $1).rounded()))
      }
    let integers = multiples.map { Int16(step * $0) }
    return QuantizedRow(
      inputWeights: Array(integers[..<inputs]),
      hiddenWeights: Array(integers[inputs...]),
      bias: Int32(
        max(-largestBias, min(largestBias, (bias / scale).rounded()))),
      multiplier: Int32((scale * unitsPerReal * 4_294_967_296).rounded()))
  }

  func power(_ exponent: Int) -> Double {
    Double(sign: .plus, exponent: exponent, significand: 1)
  }
}

extension QuantizedRow {
  /// Whether the sum fits into 32 bits whatever the operands.
  func fits(_ inputShift: Int) -> Bool {
    var layer = QuantizedLayer(
      kind: .denseLinear, inputSize: inputWeights.count, outputSize: 1,
      weightBits: 16)
    layer.inputShift = inputShift
    layer.rows = [self]
    return layer.accumulatorBound != nil
  }
}

extension [Double] {
  fileprivate var sumOfMagnitudes: Double { reduce(0) { $0 + abs($1) } }
}
