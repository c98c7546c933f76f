// Conversion between the data's units and the network's int16 values.

/// A feature's entry, read in place.
package struct InputView {
  private let entry: UnsafePointer<UInt8>

  package init(_ model: ModelView, _ index: Int) {
    entry =
      model.bytes + model.section(Section.inputs) + index &* InputEntry.size
  }

  /// The raw value, shifted left by `shift`, that becomes 0.
  package var zero: Int32 { loadInt32(entry, InputEntry.zeroOffset) }
  package var multiplier: Int32 {
    loadInt32(entry, InputEntry.multiplierOffset)
  }
  package var fractionBits: UInt8 { entry[InputEntry.fractionBitsOffset] }
  package var shift: Int32 { Int32(entry[InputEntry.shiftOffset]) }
  var reserved: UInt16 { loadUInt16(entry, InputEntry.reservedOffset) }

  /// `((value << shift) - zero) multiplier / 2^32`, in -32767...32767; a value
  /// that the shift would take beyond 2^30 counts as 2^30.
  func quantize(_ value: Int32) -> Int16 {
    let limit: Int32 = (1 &<< 30) &>> shift
    let raw = max(0 &- limit, min(limit, value)) &<< shift
    let scaled = (raw &- zero).scaled(by: multiplier)
    return Int16(truncatingIfNeeded: max(-32767, min(32767, scaled)))
  }
}

/// An output's entry, read in place.
package struct OutputView {
  private let entry: UnsafePointer<UInt8>

  package init(_ model: ModelView, _ index: Int) {
    entry =
      model.bytes + model.section(Section.outputs) + index &* OutputEntry.size
  }

  package var multiplier: Int32 {
    loadInt32(entry, OutputEntry.multiplierOffset)
  }
  package var offset: Int32 { loadInt32(entry, OutputEntry.offsetOffset) }
  package var fractionBits: UInt8 { entry[OutputEntry.fractionBitsOffset] }
  /// The last three bytes.
  var reserved: UInt32 {
    loadUInt32(entry, OutputEntry.fractionBitsOffset) &>> 8
  }

  /// `value multiplier / 2^16 + offset`.
  func read(_ value: Int16) -> Int32 {
    (Int32(value) &<< 16).scaled(by: multiplier) &+ offset
  }
}
