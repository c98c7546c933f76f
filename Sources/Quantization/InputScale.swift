import Foundation

extension Calibration.InputRange {
  /// What one unit of a feature's int16 stands for, in what the network sees.
  ///
  /// With 16-bit activations there is room for half as much again as the data
  /// show. With 8-bit ones the range is the quantile of the magnitudes that
  /// gives the least mean square of clipping and rounding errors.
  func scale(_ options: QuantizationOptions) -> Double {
    let magnitudes = normalized.map { Double(abs($0)) }.sorted()
    guard let largest = magnitudes.last, largest > 0 else {
      return 1 / options.largestOperand
    }
    if options.activationBits == 16 {
      return 1.5 * largest / options.largestOperand
    }
    let ranges = [0.98, 0.99, 0.995, 0.999, 0.9995, 0.9999, 1].map {
      magnitudes[Int(Double(magnitudes.count - 1) * $0)]
    }
    let range = ranges.filter { $0 > 0 }.min {
      meanSquareError(magnitudes, range: $0)
        < meanSquareError(magnitudes, range: $1)
    }
    return (range ?? largest) / options.largestOperand
  }

  /// The error of values clipped to `range` and rounded to 127 steps of it.
  private func meanSquareError(_ magnitudes: [Double], range: Double) -> Double
  {
    let clipped = magnitudes.reduce(0) { sum, magnitude in
      let excess = max(0, magnitude - range)
      return sum + excess * excess
    }
    let step = range / 127
    return clipped / Double(magnitudes.count) + step * step / 12
  }
}
