import Foundation
import SwiftletCells

/// The fixed-point numbers in which a device takes a feature: whole numbers of
/// `2^-fractionBits`, shifted left before the mean is subtracted.
struct DeviceNumbers {
  let fractionBits: Int
  let shift: Int

  /// So many of the shifted numbers are in 1, in the data's unit.
  var count: Double { pow(2, Double(fractionBits + shift)) }

  /// The numbers for a feature whose int16 counts `scale` of what the network
  /// sees.
  ///
  /// - Throws: `QuantizationError` when the feature is too large or too small
  ///   for 32 bits, or varies too little for its size.
  init(
    _ channel: FloatModel.Channel, _ range: Calibration.InputRange,
    scale: Double
  ) throws {
    let reached = min(
      range.largest, 32768 * scale * channel.deviation + abs(channel.mean))
    guard reached < 2_147_483_648, abs(channel.mean) < 1_073_741_824 else {
      throw QuantizationError.beyond(channel, range)
    }
    // What is clipped needs no room where that would leave few numbers.
    let rooms = [range.largest, reached].map {
      DeviceNumbers(channel, size: $0, isInteger: range.isInteger)
    }.filter { range.isInteger || $0.isFine(for: channel) }
    let fitting = rooms.first { $0.finestScale(of: channel) <= scale }
    guard let numbers = fitting ?? rooms.first else {
      throw QuantizationError.beyond(channel, range)
    }
    guard abs(channel.mean) * numbers.count < 1_073_741_823 else {
      throw QuantizationError.varying(channel)
    }
    self = numbers
  }

  /// The numbers with room for twice the mean and values up to `size`. Values
  /// have 24 bits, those of a float, unless they are whole numbers.
  private init(_ channel: FloatModel.Channel, size: Double, isInteger: Bool) {
    let largest = 2 * min(max(size, abs(channel.mean), 1e-30), 1e300)
    let exponent = Int(log2(largest).rounded(.up))
    fractionBits = isInteger ? 0 : max(0, min(31, 24 - exponent))
    shift = max(0, min(30, 29 - exponent - fractionBits))
  }

  /// Whether a deviation is at least 4 numbers: rounding to them then adds less
  /// than a tenth of it.
  private func isFine(for channel: FloatModel.Channel) -> Bool {
    channel.deviation * pow(2, Double(fractionBits)) >= 4
  }

  /// The least scale whose multiplier is below 1/2: an int16 then counts two
  /// of the shifted numbers or more.
  func finestScale(of channel: FloatModel.Channel) -> Double {
    2.000_000_01 / (channel.deviation * count)
  }
}
