/// One timestep of a GRU layer of either form; parameters as below.
///
/// - Parameter unitCount: The units from the reader's next one on; all of them
///   where the reset gate acts before the product with h.
@inline(__always)
func gruStep(
  _ layer: LayerView, _ tiles: inout TileReader,
  hidden: UnsafeMutablePointer<Int16>, reset: UnsafeMutablePointer<Int16>,
  _ form: OperandForm, _ unitCount: Int
) {
  if layer.variant == GRUVariant.resetAfter.rawValue {
    gruResetAfterStep(&tiles, hidden: hidden, unitCount)
  } else if layer.hasOtherActivations {
    otherGRUStep(layer, &tiles, hidden: hidden, reset: reset, form, unitCount)
  } else {
    gruResetBeforeStep(
      layer, &tiles, hidden: hidden, reset: reset, form)
  }
}

/// One timestep of a reset-after GRU layer. A tile holds one unit's reset and
/// update gate and its candidate.
///
/// - Parameter hidden: h, Q0.15, `(unitCount)`; updated in place.
@inline(never)
private func gruResetAfterStep(
  _ tiles: inout TileReader, hidden: UnsafeMutablePointer<Int16>,
  _ unitCount: Int
) {
  var h = hidden
  let end = h + unitCount
  repeat {
    let gates = tiles.nextGRUUnit()
    let unit = GRUUnit(
      resetAfter: gates.a, gates.b, gates.c, gates.d, hidden: Int32(h.pointee))
    h.pointee = Int16(truncatingIfNeeded: unit.hidden)
    h += 1
  } while h != end
}

/// One timestep of a reset-before GRU layer. A tile holds one gate of four
/// units: first all reset gates, then by turns an update gate and a candidate.
///
/// - Parameters:
///   - hidden: h, Q0.15, `(outputSize)` padded; updated in place.
///   - reset: scratch for r h, padded, then the operand of it.
@inline(never)
private func gruResetBeforeStep(
  _ layer: LayerView, _ tiles: inout TileReader,
  hidden: UnsafeMutablePointer<Int16>, reset: UnsafeMutablePointer<Int16>,
  _ form: OperandForm
) {
  let size = paddedToFour(layer.outputSize)
  for unit in stride(from: 0, to: size, by: 4) {
    let gates = tiles.nextQuad()
    reset[unit] = product(gates.a, hidden[unit])
    reset[unit &+ 1] = product(gates.b, hidden[unit &+ 1])
    reset[unit &+ 2] = product(gates.c, hidden[unit &+ 2])
    reset[unit &+ 3] = product(gates.d, hidden[unit &+ 3])
  }
  let operand = tiles.hidden
  let resetOperand = loadOperand(
    reset, layer.outputSize, into: reset, layer.shape.hiddenOperandCount,
    form, layer.operandSums)
  for unit in stride(from: 0, to: size, by: 4) {
    tiles.setHidden(operand, form)
    let z = tiles.nextQuad()
    tiles.setHidden(resetOperand, form)
    let n = tiles.nextQuad()
    hidden[unit] = candidate(z.a, n.a, hidden[unit])
    hidden[unit &+ 1] = candidate(z.b, n.b, hidden[unit &+ 1])
    hidden[unit &+ 2] = candidate(z.c, n.c, hidden[unit &+ 2])
    hidden[unit &+ 3] = candidate(z.d, n.d, hidden[unit &+ 3])
  }
}

/// h after a step, from the pre-activations of the update gate and of the
/// candidate.
@inline(never)
private func candidate(_ z: Int32, _ n: Int32, _ h: Int16) -> Int16 {
  let hidden = blend(z.sigmoidQ15, n.tanhQ15, Int32(h))
  return Int16(truncatingIfNeeded: hidden)
}

/// r h, from the pre-activation of the reset gate.
@inline(never)
private func product(_ r: Int32, _ h: Int16) -> Int16 {
  Int16(truncatingIfNeeded: resetHidden(r.sigmoidQ15, Int32(h)))
}

/// One timestep of a layer of either form with other activations than tanh and
/// sigmoid; h is in the layer's own unit where the candidate has no bound.
@inline(never)
private func otherGRUStep(
  _ layer: LayerView, _ tiles: inout TileReader,
  hidden: UnsafeMutablePointer<Int16>, reset: UnsafeMutablePointer<Int16>,
  _ form: OperandForm, _ unitCount: Int
) {
  let functions = layer.gateFunctions
  guard layer.shape.isResetAfter else {
    return otherGRUResetBeforeStep(
      layer, &tiles, functions, unitCount, hidden: hidden, reset: reset, form)
  }
  for index in 0..<unitCount {
    let gates = tiles.nextGRUUnit()
    let unit = GRUUnit(
      resetAfter: gates.a, gates.b, gates.c, gates.d,
      hidden: Int32(hidden[index]), functions)
    hidden[index] = Int16(truncatingIfNeeded: unit.hidden)
  }
}

@inline(__always)
private func otherGRUResetBeforeStep(
  _ layer: LayerView, _ tiles: inout TileReader, _ functions: GateFunctions,
  _ size: Int, hidden: UnsafeMutablePointer<Int16>,
  reset: UnsafeMutablePointer<Int16>, _ form: OperandForm
) {
  var left = size
  var (h, q) = (hidden, reset)
  repeat {
    tiles.nextQuad().withFirst(left) { r in
      let product = resetHidden(functions.gateQ15(r), Int32(h[0]))
      q[0] = Int16(truncatingIfNeeded: product)
      h += 1
      q += 1
    }
    left &-= 4
  } while left > 0
  let operand = tiles.hidden
  let resetOperand = loadOperand(
    reset, size, into: reset, layer.shape.hiddenOperandCount,
    form, layer.operandSums)
  left = size
  h = hidden
  repeat {
    tiles.setHidden(operand, form)
    var gates = Gates(z: tiles.nextQuad(), n: Quad(a: 0, b: 0, c: 0, d: 0))
    tiles.setHidden(resetOperand, form)
    gates.n = tiles.nextQuad()
    withUnsafeBytes(of: gates) { gates in
      for index in 0..<min(4, left) {
        let z = gates.load(fromByteOffset: 4 &* index, as: Int32.self)
        let n = gates.load(fromByteOffset: 16 &+ 4 &* index, as: Int32.self)
        let value = blend(
          functions.gateQ15(z), functions.candidate(n), Int32(h[0]))
        h[0] = Int16(truncatingIfNeeded: value)
        h += 1
      }
    }
    left &-= 4
  } while left > 0
}

private struct Gates { var z, n: Quad }
