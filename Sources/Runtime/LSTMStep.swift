/// One timestep of an LSTM layer. A tile holds one unit's input, forget, cell
/// and output gate.
///
/// - Parameters:
///   - hidden: h, Q0.15, `(unitCount)`; updated in place.
///   - cell: c, `cellRange` integer bits and `30 - cellRange` fraction bits,
///     `(unitCount)`; updated in place.
///   - unitCount: The units from the reader's next one on.
@inline(never)
func lstmStep(
  _ layer: LayerView, _ tiles: inout TileReader, _ form: OperandForm,
  hidden: UnsafeMutablePointer<Int16>, cell: UnsafeMutablePointer<Int32>,
  _ unitCount: Int
) {
  if layer.hasOtherActivations {
    otherLSTMStep(layer, &tiles, hidden: hidden, cell: cell, unitCount)
  } else if !Core.lstmStep(
    layer, &tiles, form, hidden: hidden, cell: cell, unitCount)
  {
    standardLSTMStep(layer, &tiles, hidden: hidden, cell: cell, unitCount)
  }
}

@inline(__always)
private func standardLSTMStep(
  _ layer: LayerView, _ tiles: inout TileReader,
  hidden: UnsafeMutablePointer<Int16>, cell: UnsafeMutablePointer<Int32>,
  _ unitCount: Int
) {
  let cellRange = layer.cellRange
  var (h, c) = (hidden, cell)
  let end = h + unitCount
  repeat {
    let gates = tiles.nextQuad()
    let unit = LSTMUnit(
      gates.a, gates.b, gates.c, gates.d, cell: &c.pointee,
      cellRange: cellRange)
    h.pointee = Int16(truncatingIfNeeded: unit.hidden)
    h += 1
    c += 1
  } while h != end
}

/// The same with other activations than tanh and sigmoid; h is in the layer's
/// own unit where the candidate has no bound.
@inline(never)
private func otherLSTMStep(
  _ layer: LayerView, _ tiles: inout TileReader,
  hidden: UnsafeMutablePointer<Int16>, cell: UnsafeMutablePointer<Int32>,
  _ unitCount: Int
) {
  let cellRange = layer.cellRange
  for index in 0..<unitCount {
    let gates = tiles.nextQuad()
    let unit = LSTMUnit(
      gates.a, gates.b, gates.c, gates.d, cell: &cell[index],
      cellRange: cellRange, layer.gateFunctions)
    hidden[index] = Int16(truncatingIfNeeded: unit.hidden)
  }
}
