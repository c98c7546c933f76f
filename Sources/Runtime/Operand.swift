/// The operands of a layer, one behind the other, and their sums, which
/// kernels need where a file stores weights with an offset.
struct Operands {
  private let input: UnsafeMutablePointer<Int16>
  private let hidden: UnsafeMutablePointer<Int16>
  private(set) var xSum: Int32 = 0
  private(set) var hSum: Int32 = 0

  var x: UnsafePointer<Int16> { UnsafePointer(input) }
  var h: UnsafePointer<Int16> { UnsafePointer(hidden) }

  /// The operands of a layer in the memory that begins at `memory`.
  init(_ layer: LayerView, _ memory: UnsafeMutablePointer<Int16>) {
    input = memory
    hidden = memory + layer.shape.inputOperandCount
  }

  @inline(__always)
  mutating func loadInput(
    _ values: UnsafePointer<Int16>, _ layer: LayerView, _ activationBits: Int
  ) {
    xSum = loadOperand(
      values, layer.inputSize, into: input, layer.shape.inputOperandCount,
      activationBits)
  }

  @inline(__always)
  mutating func loadHidden(
    _ values: UnsafePointer<Int16>, _ layer: LayerView, _ activationBits: Int
  ) {
    hSum = loadOperand(
      values, layer.outputSize, into: hidden, layer.shape.hiddenOperandCount,
      activationBits)
  }
}

/// Copies values into an operand: as they are for 16-bit activations, rounded
/// to a multiple of 256, halves up and at most 127 times 256, for 8-bit ones;
/// then zeros up to whole blocks.
///
/// - Parameters:
///   - values: `(count)`; may be the operand itself.
///   - operand: `(paddedCount)`.
/// - Returns: The sum of the operand.
@inline(never)
func loadOperand(
  _ values: UnsafePointer<Int16>, _ count: Int,
  into operand: UnsafeMutablePointer<Int16>, _ paddedCount: Int,
  _ activationBits: Int
) -> Int32 {
  var sum: Int32 = 0
  for index in 0..<count {
    let value = Int32(values[index])
    let loaded = activationBits == 8 ? upperByte(value) : value
    operand[index] = Int16(truncatingIfNeeded: loaded)
    sum &+= loaded
  }
  for index in count..<paddedCount { operand[index] = 0 }
  return sum
}

/// The multiple of 256 next to a value, at most 127 times 256.
@inline(__always)
private func upperByte(_ value: Int32) -> Int32 {
  smaller(roundingShift(value, 8), 127) &<< 8
}
