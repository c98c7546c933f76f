/// One unit of a GRU in one timestep, with all that its backward
/// pass needs (ARITHMETIC.md, section 5).
struct GRUUnit<Lanes: IntegerLanes> {
  /// Q0.15. A candidate without a bound is in the layer's unit, as is h.
  let resetGate, updateGate, candidate: Lanes
  /// h, Q0.15.
  let hidden: Lanes

  /// Advances a unit whose reset gate acts after the product with h: from the
  /// pre-activations of the gates, from the candidate's over x and over h, and
  /// from h.
  @inline(__always)
  init(
    resetAfter r: Lanes, _ z: Lanes, _ x: Lanes, _ h: Lanes,
    hidden: Lanes
  ) {
    resetGate = r.sigmoidQ15
    updateGate = z.sigmoidQ15
    candidate = (x + h.scaled(by: resetGate.shifted(left: 16))).tanhQ15
    self.hidden = blend(updateGate, candidate, hidden)
  }

  /// The same where the reset gate acts before the product with h: from the
  /// pre-activations of the gates and of the candidate, and from h.
  @inline(__always)
  init(
    resetBefore r: Lanes, _ z: Lanes, _ n: Lanes, hidden: Lanes
  ) {
    resetGate = r.sigmoidQ15
    updateGate = z.sigmoidQ15
    candidate = n.tanhQ15
    self.hidden = blend(updateGate, candidate, hidden)
  }

  /// The first with other activations.
  @inline(__always)
  init(
    resetAfter r: Lanes, _ z: Lanes, _ x: Lanes, _ h: Lanes,
    hidden: Lanes, _ functions: GateFunctions
  ) {
    resetGate = functions.gateQ15(r)
    updateGate = functions.gateQ15(z)
    // 1 of a hard gate becomes 2^31 - 1.
    let factor = resetGate.shifted(left: 16) - resetGate.shifted(right: 15)
    candidate = functions.candidate(x + h.scaled(by: factor))
    self.hidden = blend(updateGate, candidate, hidden)
  }

  /// The second with other activations.
  @inline(__always)
  init(
    resetBefore r: Lanes, _ z: Lanes, _ n: Lanes, hidden: Lanes,
    _ functions: GateFunctions
  ) {
    resetGate = functions.gateQ15(r)
    updateGate = functions.gateQ15(z)
    candidate = functions.candidate(n)
    self.hidden = blend(updateGate, candidate, hidden)
  }
}

/// `(1 - z) n + z h`, n and h in the same unit: it lies between them.
@inline(__always)
func blend<Lanes: IntegerLanes>(
  _ z: Lanes, _ n: Lanes, _ h: Lanes
) -> Lanes {
  n + (z * (h - n)).rounded(15)
}

/// `r h` of a reset-before GRU, in the unit of h.
@inline(__always)
func resetHidden<Lanes: IntegerLanes>(
  _ r: Lanes, _ h: Lanes
) -> Lanes {
  (r * h).rounded(15)
}
