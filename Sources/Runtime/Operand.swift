/// The form of an operand: what of a value meets a weight.
enum OperandForm {
  /// The value as it is: 16-bit activations.
  case whole
  /// The multiple of 256 next to it, at most 127 times 256: 8-bit ones.
  case upperByte
  /// The same, in units of 256, for kernels that take it so.
  case bytes
  /// The value, and its upper byte as Int8, both without their sum: for kernels
  /// with vectors of 16 columns.
  case columns, byteColumns

  /// The form that the kernels of a layer take.
  @inline(__always)
  init(_ layer: LayerView, _ activationBits: Int) {
    let isNarrow =
      Supported.activations8
      && (!Supported.activations16 || activationBits == 8)
    self = Core.operandForm(of: layer, isNarrow: isNarrow)
  }

  /// Whether kernels with vectors of 16 columns take it.
  @inline(__always)
  var isColumns: Bool {
    Core.takesColumns && (self == .columns || self == .byteColumns)
  }

  /// How many Int16 values a count of operands takes up.
  @inline(__always)
  func size(_ count: Int) -> Int {
    Core.takesColumns && self == .byteColumns ? count &>> 1 : count
  }
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

/// Loads both operands of a layer, the hidden state's after the input's.
///
/// - Parameters:
///   - x: `(inputSize)`, with room up to a multiple of 4.
///   - hidden: `(outputSize)`, the same; not looked at without state.
@inline(never)
func loadOperands(
  _ x: UnsafeMutablePointer<Int16>, _ hidden: UnsafeMutablePointer<Int16>,
  into memory: UnsafeMutablePointer<Int16>, _ layer: LayerView,
  _ form: OperandForm
) -> Operands {
  let shape = layer.shape
  let count = shape.inputOperandCount
  let second = memory + form.size(count)
  let sums = layer.operandSums
  let x = loadOperand(x, layer.inputSize, into: memory, count, form, sums)
  let h = loadOperand(
    hidden, shape.isRecurrent ? layer.outputSize : 0, into: second,
    shape.hiddenOperandCount, form, sums)
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
  _ form: OperandForm, _ sums: Int32
) -> Operand {
  Core.loadOperand(values, count, into: operand, paddedCount, form, sums)
}
