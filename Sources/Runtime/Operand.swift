/// Copies values into an operand: as they are for 16-bit activations, rounded
/// to their upper 8 bits, halves up and at most 127, for 8-bit ones.
///
/// `count` values are read and written; the rest of the operand's last block
/// keeps what it holds, which meets weights of zero.
@inline(never)
func loadOperand(
  _ values: UnsafePointer<Int16>, _ count: Int,
  into operand: UnsafeMutablePointer<Int16>, _ activationBits: Int
) {
  if activationBits == 8 {
    for index in 0..<count {
      let rounded = roundingShift(Int32(values[index]), 8)
      operand[index] = Int16(truncatingIfNeeded: smaller(rounded, 127))
    }
  } else {
    for index in 0..<count { operand[index] = values[index] }
  }
}
