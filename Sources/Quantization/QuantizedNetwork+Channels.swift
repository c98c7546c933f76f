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
    let reached = min(
      range.largest, 32768 * scale * channel.deviation + abs(channel.mean))
    // What is clipped needs no room where that would leave few fraction bits.
    let size = [range.largest, reached].first {
      range.isInteger || channel.isFine(channel.fractionBits($0))
    }
    guard let size, reached < 2_147_483_648,
      abs(channel.mean) < 1_073_741_824
    else { throw QuantizationError.beyond(channel, range) }
    let exponent = channel.exponent(size)
    let fractionBits = range.isInteger ? 0 : channel.fractionBits(size)
    let shift = max(0, min(30, 29 - exponent - fractionBits))
    let units = pow(2, Double(fractionBits + shift))
    let multiplier =
      (4_294_967_296 / (channel.deviation * scale * units)).rounded()
    let zero = (channel.mean * units).rounded()
    guard multiplier < 2_147_483_648, abs(zero) < 1_073_741_824 else {
      throw QuantizationError.varying(channel)
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

extension FloatModel.Channel {
  /// Twice the mean and values up to `size` are within 2 to this power.
  fileprivate func exponent(_ size: Double) -> Int {
    Int(log2(2 * max(size, abs(mean), 1e-30)).rounded(.up))
  }

  /// The fraction bits with which values up to `size` have 24 bits.
  fileprivate func fractionBits(_ size: Double) -> Int {
    max(0, min(31, 24 - exponent(size)))
  }

  /// Whether a deviation is at least 4 of the device's numbers: rounding to
  /// them then adds less than a tenth of it.
  fileprivate func isFine(_ fractionBits: Int) -> Bool {
    deviation * pow(2, Double(fractionBits)) >= 4
  }

  /// The power of ten that brings the deviation near to 1.
  fileprivate var remedy: String { "1e\(-Int(log10(deviation).rounded()))" }
}

extension QuantizationError {
  /// A feature beyond the device's numbers. Of 24 bits, 2^19 deviations leave
  /// few to each: these or a mean as large are the cause then, else the unit.
  fileprivate static func beyond(
    _ channel: FloatModel.Channel, _ range: Calibration.InputRange
  ) -> QuantizationError {
    let deviations = 524_288.0
    if abs(channel.mean) > deviations * channel.deviation {
      return .varying(channel)
    }
    if range.reach > deviations { return .far(channel, range) }
    return QuantizationError(
      "the feature '\(channel.name)' is too "
        + (channel.deviation < 1
          ? "small for the device's 2^-31; scale it up"
          : "large for the device's 32 bits; scale it down")
        + ", for example by \(channel.remedy)")
  }

  fileprivate static func varying(
    _ channel: FloatModel.Channel
  ) -> QuantizationError {
    QuantizationError(
      "the feature '\(channel.name)' varies too little for its size "
        + "(mean \(channel.mean), deviation \(channel.deviation)); subtract "
        + "a constant from it")
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
