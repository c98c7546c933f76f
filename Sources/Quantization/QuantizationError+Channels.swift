import Foundation
import SwiftletCells

extension QuantizationError {
  /// A feature beyond the device's numbers. Of 24 bits, 2^19 deviations leave
  /// few to each: these or a mean as large are the cause then, else the unit.
  static func beyond(
    _ channel: FloatModel.Channel, _ range: Calibration.InputRange
  ) -> QuantizationError {
    if channel.isFarFromZero { return .varying(channel) }
    if range.reach > FloatModel.Channel.farDeviations {
      return .far(channel, range)
    }
    return QuantizationError(
      "the feature '\(channel.name)' is too \(channel.scaling)")
  }

  /// A feature's constant leaves too few of the device's numbers to what
  /// varies.
  static func varying(_ channel: FloatModel.Channel) -> QuantizationError {
    QuantizationError(
      "the feature '\(channel.name)' \(channel.littleVariation) from it"
        + channel.furtherScaling)
  }

  /// An output that 32 bits do not hold.
  ///
  /// - Parameter reach: how far its values lie from the mean at most.
  static func beyond(
    output channel: FloatModel.Channel, reach: Double
  ) -> QuantizationError {
    let seen = FloatModel.Channel(
      name: channel.name, mean: channel.mean,
      deviation: max(1e-300, min(reach / 8, 1e300)))
    return QuantizationError(
      seen.isFarFromZero
        ? "the output '\(seen.name)' \(seen.littleVariation) from the target"
          + seen.furtherScaling
        : "the output '\(seen.name)' is too "
          + seen.scaling.replacingOccurrences(
            of: "scale it", with: "scale the target"))
  }
}

extension FloatModel.Channel {
  /// Of 24 bits, so many deviations leave few to each.
  fileprivate static let farDeviations = 524_288.0

  /// Whether the mean is large beside the deviation.
  fileprivate var isFarFromZero: Bool {
    abs(mean) > Self.farDeviations * deviation
  }

  fileprivate var littleVariation: String {
    "varies too little for its size (mean \(mean), deviation \(deviation)); "
      + "subtract a constant"
  }

  /// What is wrong with the unit, and the remedy.
  fileprivate var scaling: String {
    (deviation < 1
      ? "small for the device's 2^-31; scale it up"
      : "large for the device's 32 bits; scale it down")
      + ", for example by \(power)"
  }

  /// What is left to do once the constant is subtracted.
  fileprivate var furtherScaling: String {
    switch deviation {
    case ..<1e-8: ", and scale it up, for example by \(power)"
    case 1e8...: ", and scale it down, for example by \(power)"
    default: ""
    }
  }

  /// The power of ten that brings the deviation near to 1.
  var power: String { "1e\(-Int(log10(deviation).rounded()))" }
}
