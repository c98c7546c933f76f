/// One unit of an LSTM in one timestep, with all that its backward pass needs
/// (ARITHMETIC.md, section 5).
struct LSTMUnit<Lanes: IntegerLanes> {
  /// Q0.15; the forget gate Q0.31. A candidate without a bound is in the
  /// layer's unit, as are the two below.
  let inputGate, forgetGate, candidate, outputGate: Lanes
  /// tanh(c), Q0.15.
  let squashedCell: Lanes
  /// h, Q0.15.
  let hidden: Lanes

  /// Advances a unit by the pre-activations of its gates.
  ///
  /// - Parameter cell: c, `cellRange` integer bits and `30 - cellRange` fraction
  ///   bits; updated.
  @inline(__always)
  init(
    _ i: Lanes, _ f: Lanes, _ g: Lanes, _ o: Lanes, cell: inout Lanes,
    cellRange: Int32
  ) {
    inputGate = i.sigmoidQ15
    forgetGate = f.sigmoidQ31
    candidate = g.tanhQ15
    outputGate = o.sigmoidQ15
    let cellToTanh = Lanes(repeating: 3 &<< (15 &+ cellRange))
    cell = next(cell, inputGate, forgetGate, candidate, cellRange)
    squashedCell = cell.scaled(by: cellToTanh).tanhQ15
    hidden = (outputGate * squashedCell).rounded(15)
  }

  /// The same with other activations.
  @inline(__always)
  init(
    _ i: Lanes, _ f: Lanes, _ g: Lanes, _ o: Lanes, cell: inout Lanes,
    cellRange: Int32, _ functions: GateFunctions
  ) {
    inputGate = functions.gateQ15(i)
    forgetGate = functions.gateQ31(f)
    candidate = functions.candidate(g)
    outputGate = functions.gateQ15(o)
    let multiplier = functions.cellMultiplier(cellRange: cellRange)
    cell = next(cell, inputGate, forgetGate, candidate, cellRange)
    squashedCell = functions.candidate(
      cell.scaled(by: Lanes(repeating: multiplier)))
    hidden = (outputGate * squashedCell).rounded(15)
  }
}

/// `f c + i g`, saturated.
@inline(__always)
private func next<Lanes: IntegerLanes>(
  _ c: Lanes, _ i: Lanes, _ f: Lanes, _ g: Lanes, _ cellRange: Int32
) -> Lanes {
  c.shifted(left: 1).scaled(by: f)
    .adding(i * g, shiftedBy: cellRange)
    .saturated(bits: 31)
}
