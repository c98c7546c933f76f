/// One timestep of an LSTM layer. A tile holds one unit's input, forget, cell
/// and output gate.
///
/// - Parameters:
///   - hidden: h, Q0.15, `(outputSize)`; updated in place.
///   - cell: c, `cellRange` integer bits and `30 - cellRange` fraction bits,
///     `(outputSize)`; updated in place.
@inline(never)
func lstmStep(
  _ layer: LayerView, _ tiles: inout TileReader, _ form: OperandForm,
  hidden: UnsafeMutablePointer<Int16>, cell: UnsafeMutablePointer<Int32>
) {
  if layer.hasOtherActivations {
    otherLSTMStep(layer, &tiles, hidden: hidden, cell: cell)
  } else if !Core.lstmStep(layer, &tiles, form, hidden: hidden, cell: cell) {
    standardLSTMStep(layer, &tiles, hidden: hidden, cell: cell)
  }
}

@inline(__always)
private func standardLSTMStep(
  _ layer: LayerView, _ tiles: inout TileReader,
  hidden: UnsafeMutablePointer<Int16>, cell: UnsafeMutablePointer<Int32>
) {
  let cellRange = layer.cellRange
  for index in 0..<layer.outputSize {
    let gates = tiles.nextQuad()
    let unit = LSTMUnit(
      gates.a, gates.b, gates.c, gates.d, cell: &cell[index],
      cellRange: cellRange)
    hidden[index] = Int16(truncatingIfNeeded: unit.hidden)
  }
}

/// The same with other activations than tanh and sigmoid; h is in the layer's
/// own unit where the candidate has no bound.
@inline(never)
private func otherLSTMStep(
  _ layer: LayerView, _ tiles: inout TileReader,
  hidden: UnsafeMutablePointer<Int16>, cell: UnsafeMutablePointer<Int32>
) {
  let cellRange = layer.cellRange
  for index in 0..<layer.outputSize {
    let gates = tiles.nextQuad()
    let unit = LSTMUnit(
      gates.a, gates.b, gates.c, gates.d, cell: &cell[index],
      cellRange: cellRange, layer.gateFunctions)
    hidden[index] = Int16(truncatingIfNeeded: unit.hidden)
  }
}
