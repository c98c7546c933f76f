import CSwiftlet
import SwiftletRuntime

extension QuantizedModel {
  /// A missing input.
  public static var gap: Int16 { .min }

  /// The int16 of a feature's value; saturates at ±32767.
  ///
  /// - Parameters:
  ///   - value: In the data's units; NaN is a gap.
  ///   - index: The feature's; 0 is the answer for one out of range.
  public func quantize(_ value: Double, input index: Int) -> Int16 {
    guard !value.isNaN else { return Self.gap }
    return withHandle {
      let bits = Int(swiftlet_input_fraction_bits($0, index))
      let raw = (value * .power(ofTwo: bits)).roundedHalfUp
      return swiftlet_quantize_input($0, index, Int32(clamping: raw))
    }
  }

  /// An output in the data's units, or a class's logit.
  ///
  /// - Parameters:
  ///   - value: As a step gives it.
  ///   - index: The output's; 0 is the answer for one out of range.
  public func read(_ value: Int16, output index: Int) -> Double {
    withHandle {
      let bits = Int(swiftlet_output_fraction_bits($0, index))
      let raw = swiftlet_read_output($0, index, value)
      return Double(raw) * .power(ofTwo: -bits)
    }
  }

  /// The index of the largest of a step's outputs, the first of equals.
  ///
  /// - Precondition: `output` has `outputCount` values.
  public func largestOutput(of output: Span<Int16>) -> Int {
    precondition(output.count == outputCount, "a step's outputs are expected")
    return output.withUnsafeBufferPointer { output in
      withHandle { swiftlet_largest_output($0, output.baseAddress) }
    }
  }
}

extension Double {
  fileprivate static func power(ofTwo exponent: Int) -> Double {
    Double(bitPattern: UInt64(1023 + exponent) << 52)
  }

  /// The nearest whole number, halves up, as ARITHMETIC.md rounds.
  fileprivate var roundedHalfUp: Double {
    let whole = rounded(.down)
    return self - whole < 0.5 ? whole : whole + 1
  }
}

extension Int32 {
  /// The nearest Int32, the ends for values beyond; `value` is not NaN.
  fileprivate init(clamping value: Double) {
    self.init(Swift.max(-2_147_483_648, Swift.min(2_147_483_647, value)))
  }
}
