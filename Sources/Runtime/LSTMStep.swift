/// One timestep of an LSTM layer. A tile holds one unit's input, forget, cell
/// and output gate.
///
/// - Parameters:
///   - hidden: h, Q0.15, `(outputSize)`; updated in place.
///   - cell: c, `cellRange` integer bits and `30 - cellRange` fraction bits,
///     `(outputSize)`; updated in place.
@inline(never)
func lstmStep(
  _ layer: LayerView, _ tiles: inout TileReader,
  hidden: UnsafeMutablePointer<Int16>, cell: UnsafeMutablePointer<Int32>
) {
  let cellRange = layer.cellRange
  let cellToTanh: Int32 = 3 &<< (15 &+ cellRange)
  for unit in 0..<layer.outputSize {
    let gates = tiles.nextQuad()
    let i = sigmoidQ15(gates.a)
    let f = sigmoidQ31(gates.b)
    let g = tanhQ15(gates.c)
    let o = sigmoidQ15(gates.d)
    let kept = scale(cell[unit] &<< 1, by: f)
    let c = saturate(add(i &* g, shiftedBy: cellRange, to: kept), bits: 31)
    cell[unit] = c
    let h = roundingShift(o &* tanhQ15(scale(c, by: cellToTanh)), 15)
    hidden[unit] = Int16(truncatingIfNeeded: h)
  }
}
