import Foundation
import SwiftletCells
import SwiftletFormat

extension QuantizedNetwork.InputChannel {
  /// The conversion of a feature whose int16 counts `scale` of what the
  /// network sees.
  ///
  /// - Throws: `QuantizationError` when the feature varies too little for its
  ///   size.
  init(
    _ channel: FloatModel.Channel, _ range: Calibration.InputRange,
    scale: Double
  ) throws {
    let reach = 2 * max(range.largest, abs(channel.mean), 1e-30)
    let exponent = Int(log2(reach).rounded(.up))
    let fractionBits = range.isInteger ? 0 : max(0, min(31, 24 - exponent))
    let shift = max(0, min(30, 29 - exponent - fractionBits))
    let units = pow(2, Double(fractionBits + shift))
    let multiplier =
      (4_294_967_296 / (channel.deviation * scale * units)).rounded()
    let zero = (channel.mean * units).rounded()
    guard multiplier < 2_147_483_648, abs(zero) < 1_073_741_824 else {
      throw QuantizationError(
        "the feature '\(channel.name)' varies too little for its size "
          + "(mean \(channel.mean), deviation \(channel.deviation)); subtract "
          + "a constant from it")
    }
    self.init(
      name: channel.name, zero: Int32(zero), multiplier: Int32(multiplier),
      fractionBits: fractionBits, shift: shift)
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
  /// - Throws: `QuantizationError` when the values are too large for 32 bits.
  init(_ channel: FloatModel.Channel, scale: Double) throws {
    let reach = 32768 * scale * channel.deviation + abs(channel.mean)
    let exponent = Int(log2(reach).rounded(.up))
    guard exponent <= 29 else {
      throw QuantizationError(
        "the output '\(channel.name)' reaches \(reach), beyond 2^29; scale "
          + "the target down")
    }
    let fractionBits = min(31, 29 - exponent)
    let units = pow(2, Double(fractionBits))
    self.init(
      name: channel.name,
      multiplier: Int32(
        (scale * channel.deviation * units * 65536).rounded()),
      offset: Int32((channel.mean * units).rounded()),
      fractionBits: fractionBits)
  }
}
