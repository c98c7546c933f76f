import Foundation
import SwiftletCells
import SwiftletFormat

extension QuantizedNetwork.InputChannel {
  /// The conversion of a feature whose int16 counts `scale` of what the
  /// network sees.
  ///
  /// - Throws: `QuantizationError` when the feature is too large or too small
  ///   for the device's numbers, or varies too little for its size.
  init(
    _ channel: FloatModel.Channel, _ range: Calibration.InputRange,
    scale: Double
  ) throws {
    let numbers = try DeviceNumbers(channel, range, scale: scale)
    var multiplier =
      (4_294_967_296 / (channel.deviation * scale * numbers.count)).rounded()
    // Nothing is learned of a feature that never varies.
    if range.reach == 0 { multiplier = min(multiplier, 2_147_483_647) }
    guard multiplier < 2_147_483_648 else {
      throw QuantizationError.varying(channel)
    }
    self.init(
      name: channel.name,
      zero: Int32((channel.mean * numbers.count).rounded()),
      multiplier: Int32(multiplier), fractionBits: numbers.fractionBits,
      shift: numbers.shift)
  }

  /// The conversion of a symbol's number: none.
  init(symbol channel: FloatModel.Channel) {
    self.init(
      name: channel.name, zero: 0, multiplier: 1 << 17, fractionBits: 0,
      shift: 15)
  }
}

extension QuantizedNetwork.OutputChannel {
  /// The conversion of an output whose int16 counts `scale` of what the
  /// network gives.
  ///
  /// - Throws: `QuantizationError` when the values are too large or too small
  ///   for the device's numbers, or vary too little for their size.
  init(_ channel: FloatModel.Channel, scale: Double) throws {
    let reach = 32768 * scale * channel.deviation
    let exponent = log2(reach + abs(channel.mean)).rounded(.up)
    guard exponent <= 29 else {
      throw QuantizationError.beyond(output: channel, reach: reach)
    }
    let fractionBits = exponent < -2 ? 31 : 29 - Int(exponent)
    let units = pow(2, Double(fractionBits))
    guard reach * units >= Self.leastReach else {
      throw QuantizationError.beyond(output: channel, reach: reach)
    }
    self.init(
      name: channel.name,
      multiplier: Int32(
        (scale * channel.deviation * units * 65536).rounded()),
      offset: Int32((channel.mean * units).rounded()),
      fractionBits: fractionBits)
  }

  /// What varies reaches at least so many of the device's numbers: about 4 are
  /// in a deviation then.
  private static let leastReach = 32.0
}
