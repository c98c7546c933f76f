/// The softmax of logits in integers: the bits of `swiftlet_probabilities` in
/// `swiftlet_decision.h` (ARITHMETIC.md, section 8).
public enum Softmax {
  /// The probabilities of classes, Q0.15 in 0...32767.
  ///
  /// - Parameter logits: One a class, as a step reads them; NaN counts as the
  ///   smallest.
  /// - Returns: `logits.count` of them; each within 1.5 / 32768 of the softmax
  ///   of the logits, where these lie within ±32767.
  public static func probabilities(of logits: [Double]) -> [Int16] {
    let fixed = logits.map(fixedPoint)
    let largest = fixed.max() ?? 0
    let weights = fixed.map {
      exponential(of: UInt32(bitPattern: largest &- $0))
    }
    let sum = weights.reduce(0) { $0 + UInt64($1) }
    return weights.map { share(of: $0, in: sum) }
  }

  /// Q15.16, to the nearest, halves up, saturated; NaN is the smallest.
  static func fixedPoint(_ logit: Double) -> Int32 {
    guard !logit.isNaN else { return .min }
    let scaled = (logit * 65536 + 0.5).rounded(.down)
    return Int32(max(-0x1p31, min(0x1p31 - 1, scaled)))
  }

  /// exp(-distance), Q0.31; `distance` is Q16.16.
  static func exponential(of distance: UInt32) -> UInt32 {
    let power = (UInt64(distance) * 3_098_164_009) >> 15
    let part = UInt64(UInt32(truncatingIfNeeded: power))
    var value: UInt64 = 114_090_716 - (part * 14_555_371) >> 32
    value = 514_119_529 - (part * value) >> 32
    value = 1_488_326_008 - (part * value) >> 32
    value = 2_147_483_648 - (part * value) >> 32
    return UInt32(value >> (power >> 32))
  }

  /// weight / sum, Q0.15, of the two brought below 2^17.
  private static func share(of weight: UInt32, in sum: UInt64) -> Int16 {
    let shift = max(15, 64 - 17 - sum.leadingZeroBitCount)
    let whole = sum >> shift
    let part = UInt64(weight) >> shift
    return Int16(min(32767, ((part << 16) + whole) / (2 * whole)))
  }
}
