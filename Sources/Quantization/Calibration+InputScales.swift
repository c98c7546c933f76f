import Foundation
import SwiftletCells

extension Calibration {
  /// What one unit of each feature's int16 stands for, in what the network
  /// sees.
  ///
  /// With 8-bit activations each feature has the finest unit that its range
  /// allows. With 16-bit ones there is resolution to spare, and features share
  /// the coarsest of these units as far as each keeps 512 units in its
  /// deviation: their weights, which have one scale a row, then differ no more
  /// than in the float model.
  func inputScales(
    _ channels: [FloatModel.Channel], _ options: QuantizationOptions
  ) -> [Double] {
    let finest = zip(channels, inputs).map { finestScale($0, $1, options) }
    guard options.activationBits == 16, let coarsest = finest.max() else {
      return finest
    }
    return zip(inputs, finest).map { input, finest in
      max(finest, min(coarsest, input.deviation / 512))
    }
  }

  /// The finest unit of a feature that its range and the device's numbers
  /// allow, of which one far from 0 has few.
  ///
  /// An 8-bit operand counts 256 units: where fewer than 4 operands would be
  /// left to a deviation, the feature is refused later.
  private func finestScale(
    _ channel: FloatModel.Channel, _ input: InputRange,
    _ options: QuantizationOptions
  ) -> Double {
    let scale = input.range(options) / options.largestOperand
    guard input.reach > 0 else { return scale }
    let numbers = try? DeviceNumbers(channel, input, scale: scale)
    guard let finest = numbers?.finestScale(of: channel), finest > scale,
      options.activationBits == 16 || finest <= input.deviation / 1024
    else { return scale }
    return finest
  }
}

extension Calibration.InputRange {
  /// The root of the mean square of what the network sees.
  fileprivate var deviation: Double {
    meanSquare.squareRoot()
  }

  /// The largest magnitude that the integers reach, above 0.
  fileprivate func range(_ options: QuantizationOptions) -> Double {
    let largest = Double(Float(reach))
    guard largest > 0 else { return 1 }
    let magnitudes = magnitudes
    func quantile(_ share: Double) -> Double {
      share == 1
        ? largest : magnitudes[Int(Double(magnitudes.count - 1) * share)]
    }
    let range =
      switch options.inputRange {
      case .automatic where options.activationBits == 16: 1.5 * largest
      case .automatic: leastError(magnitudes, quantile)
      case .largest: largest
      case .quantile(let share): quantile(share)
      }
    return range > 0 ? range : largest
  }

  /// The quantile that gives the least mean square of clipping and rounding
  /// errors with 8 bits.
  private func leastError(
    _ magnitudes: [Double], _ quantile: (Double) -> Double
  ) -> Double {
    [0.98, 0.99, 0.995, 0.999, 0.9995, 0.9999, 1].map(quantile)
      .filter { $0 > 0 }.min {
        meanSquareError(magnitudes, range: $0)
          < meanSquareError(magnitudes, range: $1)
      } ?? 0
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
