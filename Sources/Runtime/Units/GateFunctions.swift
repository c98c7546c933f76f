/// What a layer with gates makes of its pre-activations, where it is not tanh
/// and sigmoid (ARITHMETIC.md, section 5, "Other activations").
struct GateFunctions {
  /// The layer's variant (FORMAT.md, "Layer entries").
  let code: UInt8

  private var areHard: Bool { code & 16 != 0 }
  /// Whether candidates lie in -1...1, by tanh.
  var isBounded: Bool { code & 12 == 0 }
  private var isReLU: Bool { code & 4 != 0 }

  /// A gate, Q0.26 in 0...2^26.
  @inline(never)
  private func fineGate<Lanes: IntegerLanes>(_ v: Lanes) -> Lanes {
    areHard ? v.clamped(to: 1 &<< 15).shifted(left: 11) : v.sigmoidQ26
  }

  /// A gate, Q0.15 in 0...2^15.
  @inline(never)
  func gateQ15<Lanes: IntegerLanes>(_ v: Lanes) -> Lanes {
    fineGate(v).rounded(11)
  }

  /// The same, Q0.31 and not rounded to 15 bits; below 2^31.
  @inline(__always)
  func gateQ31<Lanes: IntegerLanes>(_ v: Lanes) -> Lanes {
    let gate = fineGate(v)
    return gate.shifted(left: 5) - gate.shifted(right: 26)
  }

  /// A candidate, or what goes out of a cell state: Q0.15 of tanh, and else in
  /// the layer's unit, of 16 bits.
  @inline(never)
  func candidate<Lanes: IntegerLanes>(_ v: Lanes) -> Lanes {
    if isBounded { return v.tanhQ15 }
    return isReLU ? v.clamped(to: 32767) : v.saturated(bits: 16)
  }

  /// What brings a cell state into the unit of `candidate`'s argument.
  @inline(__always)
  func cellMultiplier(cellRange: Int32) -> Int32 {
    (isBounded ? 3 : 4) &<< (15 &+ cellRange)
  }
}
