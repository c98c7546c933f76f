/// One timestep of a reset-after GRU layer. A tile holds one unit's reset and
/// update gate and its candidate.
///
/// - Parameter hidden: h, Q0.15, `(outputSize)`; updated in place.
@inline(__always)
func gruResetAfterStep<W: WeightStorage>(
  _ layer: LayerView, _: W.Type, _ operands: Operands,
  hidden: UnsafeMutablePointer<Int16>
) {
  var tiles = TileReader(layer)
  for unit in 0..<layer.outputSize {
    let gates = tiles.nextGRUUnit(W.self, operands)
    let r = sigmoidQ15(gates.a)
    let z = sigmoidQ15(gates.b)
    let n = tanhQ15(gates.c &+ scale(gates.d, by: r &<< 16))
    hidden[unit] = blend(z, n, hidden[unit])
  }
}

/// One timestep of a reset-before GRU layer. A tile holds one gate of four
/// units: first all reset gates, then by turns an update gate and a candidate.
///
/// - Parameters:
///   - hidden: h, Q0.15, `(outputSize)` padded; updated in place.
///   - resetHidden: scratch for r h, padded; `loadReset` rounds it to the
///     activations' width.
@inline(__always)
func gruResetBeforeStep<W: WeightStorage>(
  _ layer: LayerView, _: W.Type, _ operands: Operands,
  hidden: UnsafeMutablePointer<Int16>,
  resetHidden: UnsafeMutablePointer<Int16>,
  activationBits: Int
) {
  var tiles = TileReader(layer)
  let size = paddedToBlock(layer.outputSize)
  for unit in stride(from: 0, to: size, by: 4) {
    let gates = tiles.nextQuad(W.self, operands)
    resetHidden[unit] = product(gates.a, hidden[unit])
    resetHidden[unit &+ 1] = product(gates.b, hidden[unit &+ 1])
    resetHidden[unit &+ 2] = product(gates.c, hidden[unit &+ 2])
    resetHidden[unit &+ 3] = product(gates.d, hidden[unit &+ 3])
  }
  loadOperand(resetHidden, size, into: resetHidden, activationBits)
  let resetOperands = Operands(x: operands.x, h: UnsafePointer(resetHidden))
  for unit in stride(from: 0, to: size, by: 4) {
    let z = tiles.nextQuad(W.self, operands)
    let n = tiles.nextQuad(W.self, resetOperands)
    hidden[unit] = blend(sigmoidQ15(z.a), tanhQ15(n.a), hidden[unit])
    hidden[unit &+ 1] = blend(
      sigmoidQ15(z.b), tanhQ15(n.b), hidden[unit &+ 1])
    hidden[unit &+ 2] = blend(
      sigmoidQ15(z.c), tanhQ15(n.c), hidden[unit &+ 2])
    hidden[unit &+ 3] = blend(
      sigmoidQ15(z.d), tanhQ15(n.d), hidden[unit &+ 3])
  }
}

/// `(1 - z) n + z h`, all Q0.15: it lies between n and h.
@inline(__always)
private func blend(_ z: Int32, _ n: Int32, _ h: Int16) -> Int16 {
  let moved = n &+ roundingShift(z &* (Int32(h) &- n), 15)
  return Int16(truncatingIfNeeded: moved)
}

/// `sigmoid(v) h`, Q0.15.
@inline(__always)
private func product(_ v: Int32, _ h: Int16) -> Int16 {
  Int16(truncatingIfNeeded: roundingShift(sigmoidQ15(v) &* Int32(h), 15))
}

/// One timestep of a GRU layer of either form.
@inline(__always)
func gruStep<W: WeightStorage>(
  _ layer: LayerView, _: W.Type, _ operands: Operands,
  hidden: UnsafeMutablePointer<Int16>, reset: UnsafeMutablePointer<Int16>,
  _ activationBits: Int
) {
  if layer.variant == GRUVariant.resetAfter {
    gruResetAfterStep(layer, W.self, operands, hidden: hidden)
  } else {
    gruResetBeforeStep(
      layer, W.self, operands, hidden: hidden, resetHidden: reset,
      activationBits: activationBits)
  }
}
