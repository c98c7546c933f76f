import Foundation
import ModelFormat

/// A row of real numbers on its way to integers: weights in the units of the
/// operands, bias, and the unit of the pre-activation.
struct RealRow {
  /// What a unit of each input operand adds, `(inputSize)` or empty.
  var inputWeights: [Double]
  /// What a unit of each hidden operand adds, `(outputSize)` or empty.
  var hiddenWeights: [Double]
  /// The bias.
  var bias: Double
  /// Units of the pre-activation in 1.
  var unitsPerReal: Double
}

/// The shifts that a layer's rows share.
struct LayerShifts: Equatable {
  /// Left shift of the sums over the input.
  var input = 0
  /// Left shift of the whole sum, beyond the 8 of 8-bit activations.
  var extra = 0

  /// The layer's `sumShift`.
  func sum(_ options: QuantizationOptions) -> Int {
    extra + (options.activationBits == 8 ? 8 : 0)
  }
}

extension RealRow {
  /// What one unit of the shifted sum stands for: the least that fits every
  /// weight into its width.
  func finestScale(_ shifts: LayerShifts, _ options: QuantizationOptions)
    -> Double
  {
    let input =
      inputWeights.largestMagnitude
      * Double(sign: .plus, exponent: -shifts.input, significand: 1)
    let largest = max(input, hiddenWeights.largestMagnitude)
    let scale =
      max(largest, Double.leastNormalMagnitude) / options.largestWeight
    return scale * Double(sign: .plus, exponent: -shifts.extra, significand: 1)
  }

  /// The row in integers, at the finest scale that fits the weights into their
  /// width and the sum into 32 bits; nil when the multiplier would not fit.
  func quantized(_ shifts: LayerShifts, _ options: QuantizationOptions)
    -> QuantizedRow?
  {
    var scale = max(finestScale(shifts, options), overflowScale)
    while true {
      let multiplier = (scale * unitsPerReal * 4_294_967_296).rounded()
      guard multiplier < 2_147_483_648 else { return nil }
      let row = quantized(scale, shifts, Int32(multiplier))
      if row.fits(shifts, options) { return row }
      scale *= 1.01
    }
  }

  /// The least scale at which the exact sum fits into 32 bits.
  private var overflowScale: Double {
    let weights =
      inputWeights.sumOfMagnitudes + hiddenWeights.sumOfMagnitudes
    return max(
      (32768 * weights + abs(bias)) / 2_147_483_647,
      Double.leastNormalMagnitude)
  }

  private func quantized(
    _ scale: Double, _ shifts: LayerShifts, _ multiplier: Int32
  ) -> QuantizedRow {
    let extra = Double(sign: .plus, exponent: shifts.extra, significand: 1)
    let input = Double(sign: .plus, exponent: shifts.input, significand: 1)
    return QuantizedRow(
      inputWeights: inputWeights.map {
        Int16(($0 / (scale * extra * input)).rounded())
      },
      hiddenWeights: hiddenWeights.map {
        Int16(($0 / (scale * extra)).rounded())
      },
      bias: Int32((bias / scale).rounded()), multiplier: multiplier)
  }
}

extension QuantizedRow {
  /// Whether the sum fits into 32 bits whatever the operands.
  fileprivate func fits(_ shifts: LayerShifts, _ options: QuantizationOptions)
    -> Bool
  {
    var layer = QuantizedLayer(
      kind: .denseLinear, inputSize: inputWeights.count, outputSize: 1,
      weightBits: options.weightBits)
    layer.inputShift = shifts.input
    layer.sumShift = shifts.sum(options)
    layer.rows = [self]
    return layer.accumulatorBound(activationBits: options.activationBits)
      != nil
  }
}

extension [Double] {
  fileprivate var largestMagnitude: Double {
    reduce(0) { Swift.max($0, abs($1)) }
  }
  fileprivate var sumOfMagnitudes: Double { reduce(0) { $0 + abs($1) } }
}
