internal import CSwiftletKernels

/// How a value becomes an operand, the number that meets a weight.
enum Rounding {
  /// As it is: 16-bit activations.
  case none
  /// The multiple of 256 next to it, at most 127 times 256: 8-bit ones.
  case upperByte
  /// The same, in units of 256, for kernels that take it so.
  case bytes
  /// As it is, and the upper byte as Int8, both without their sum: for kernels
  /// with vectors of 16 columns.
  case columns, byteColumns

  /// How the kernels of a layer take operands.
  @inline(__always)
  init(_ layer: LayerView, _ activationBits: Int) {
    let isNarrow =
      Supported.activations8
      && (!Supported.activations16 || activationBits == 8)
    #if SWIFTLET_HELIUM
      if layer.weightFormat == LayerEntry.wideInt8Format {
        self = isNarrow ? .byteColumns : .columns
        return
      }
    #endif
    guard isNarrow else {
      self = .none
      return
    }
    self = .upperByte
    #if SWIFTLET_DSP
      // Of kept blocks a library of everything has no room for such kernels.
      let hasKernel =
        !Supported.all || layer.weightFormat == LayerEntry.int8Format
      if hasKernel && !layer.shape.isResetAfter {
        self = .bytes
      }
    #endif
  }

  /// Whether kernels with vectors take the operands.
  @inline(__always)
  var takesColumns: Bool { self == .columns || self == .byteColumns }
}

/// The multiple of 256 next to a value of 16 bits, at most 127 times 256.
@inline(__always)
private func roundToUpperByte(_ value: Int32) -> Int32 {
  #if SWIFTLET_SATURATE
    swiftlet_saturate16(value &+ 128) & ~255
  #else
    smaller(32767, value &+ 128) & ~255
  #endif
}

/// An operand: whole blocks of numbers that meet weights, and their sum, which
/// kernels need where a file stores weights with an offset.
struct Operand {
  let values: UnsafePointer<Int16>
  let sum: Int32
}

/// A layer's operands: over the input and over the hidden state.
struct Operands {
  let x: Operand
  let h: Operand
}

/// Loads both operands of a layer, the hidden state's behind the input's.
///
/// - Parameters:
///   - x: `(inputSize)`, with room up to a multiple of 4.
///   - hidden: `(outputSize)`, the same; not looked at without state.
@inline(never)
func loadOperands(
  _ x: UnsafeMutablePointer<Int16>, _ hidden: UnsafeMutablePointer<Int16>,
  into memory: UnsafeMutablePointer<Int16>, _ layer: LayerView,
  _ rounding: Rounding
) -> Operands {
  let shape = layer.shape
  let count = shape.inputOperandCount
  var behind = memory + count
  #if SWIFTLET_HELIUM
    if rounding == .byteColumns { behind = memory + (count &>> 1) }
  #endif
  let sums = layer.operandSums
  let x = loadOperand(x, layer.inputSize, into: memory, count, rounding, sums)
  let h = loadOperand(
    hidden, shape.isRecurrent ? layer.outputSize : 0, into: behind,
    shape.hiddenOperandCount, rounding, sums)
  return Operands(x: x, h: h)
}

/// Writes the operand of values, and zeros up to whole blocks.
///
/// - Parameters:
///   - values: `(count)`, with room up to a multiple of 4, which becomes zeros;
///     may be the operand itself. Aligned to 4 bytes.
///   - operand: `(paddedCount)`. Aligned to 4 bytes.
///   - sums: what a value counts in the operand's sum, 1 or 0.
@inline(never)
func loadOperand(
  _ values: UnsafeMutablePointer<Int16>, _ count: Int,
  into operand: UnsafeMutablePointer<Int16>, _ paddedCount: Int,
  _ rounding: Rounding, _ sums: Int32
) -> Operand {
  #if SWIFTLET_HELIUM
    if rounding.takesColumns {
      swiftlet_load_columns(
        values, operand, Int32(truncatingIfNeeded: count),
        Int32(truncatingIfNeeded: paddedCount), rounding == .byteColumns)
      return Operand(values: UnsafePointer(operand), sum: 0)
    }
  #endif
  let quads = paddedToFour(count)
  for index in count..<quads { values[index] = 0 }
  for index in quads..<paddedCount { operand[index] = 0 }
  #if SWIFTLET_DSP
    let count = Int32(truncatingIfNeeded: quads)
    let sum =
      Supported.activations8 && rounding == .bytes
      ? swiftlet_load_bytes(values, operand, count, sums)
      : swiftlet_load_values(
        values, operand, count, sums,
        Supported.activations8 && rounding == .upperByte)
  #else
    let sum = sums &* loadQuads(values, quads, into: operand, rounding)
  #endif
  return Operand(values: UnsafePointer(operand), sum: sum)
}

#if !SWIFTLET_DSP

  /// Writes the operand of values and gives its sum.
  @inline(__always)
  private func loadQuads(
    _ values: UnsafePointer<Int16>, _ count: Int,
    into operand: UnsafeMutablePointer<Int16>, _ rounding: Rounding
  ) -> Int32 {
    let isRounded =
      Supported.activations8
      && (!Supported.activations16 || rounding != .none)
    return isRounded
      ? loadQuads(values, count, into: operand, roundToUpperByte)
      : loadQuads(values, count, into: operand) { $0 }
  }

  /// The same with a function of each value, four values in a round; `count`
  /// is a multiple of 4.
  @inline(__always)
  private func loadQuads(
    _ values: UnsafePointer<Int16>, _ count: Int,
    into operand: UnsafeMutablePointer<Int16>, _ function: (Int32) -> Int32
  ) -> Int32 {
    guard count > 0 else { return 0 }
    var (from, to) = (values, operand)
    let end = values + count
    var sum: Int32 = 0
    repeat {
      for index in 0..<4 {
        let value = function(Int32(from[index]))
        to[index] = Int16(truncatingIfNeeded: value)
        sum &+= value
      }
      from += 4
      to += 4
    } while from != end
    return sum
  }

#endif
