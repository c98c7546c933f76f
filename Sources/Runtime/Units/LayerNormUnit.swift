/// The sums of a layer normalization's values (ARITHMETIC.md, section 5).
struct LayerNormSums<Lanes: IntegerLanes> {
  /// The sum of the values; at most 2^27 in magnitude.
  private(set) var sum = Lanes(repeating: 0)
  /// The sum of their squares: of the lower 14 bits and of what is above them.
  fileprivate var low = Lanes(repeating: 0)
  fileprivate var high = Lanes(repeating: 0)

  /// Adds one of up to 4096 values of 16 bits.
  @inline(__always)
  mutating func add(_ x: Lanes) {
    let square = digits(x * x)
    sum = sum + x
    low = low + square.low
    high = high + square.high
  }
}

/// What a layer normalization makes of its sums, by which it normalizes each
/// value (ARITHMETIC.md, section 5).
struct LayerNormUnit<Lanes: IntegerLanes> {
  /// q, with 28 bits.
  let reciprocal: Lanes
  /// 2^min(k, 3) and 2^max(k - 3, 0).
  let powers: (first: Lanes, rest: Lanes)
  // z is scale(factor x - offset, multiplier).
  private let factor, offset, multiplier: Lanes

  /// - Parameters:
  ///   - count: n.
  ///   - epsilon: E, its lower 28 bits and what is above them.
  @inline(__always)
  init(
    _ sums: LayerNormSums<Lanes>, count: Int32,
    epsilon: (low: Int32, high: Int32)
  ) {
    let n = Lanes(repeating: count)
    let w = squaredDeviation(sums, n, epsilon)
    let root: Lanes
    (root, powers) = scaledRoot(of: w)
    reciprocal = quotient(by: root)
    factor = n * powers.rest
    offset = sums.sum * powers.rest
    multiplier = reciprocal * powers.first
  }

  /// z of a value, Q8.23.
  @inline(__always)
  func normalized(_ x: Lanes) -> Lanes {
    (factor * x - offset).scaled(by: multiplier)
  }

  /// y of z, by the multiplier g and the bias b.
  @inline(__always)
  func output(_ z: Lanes, _ multiplier: Lanes, _ bias: Lanes) -> Lanes {
    (z.scaled(by: multiplier) + bias).rounded(7).saturated(bits: 16)
  }
}

/// A number's lower 14 bits, and what is above them.
@inline(__always)
private func digits<Lanes: IntegerLanes>(
  _ a: Lanes
) -> (low: Lanes, high: Lanes) {
  let high = a.shifted(right: 14)
  return (a - high.shifted(left: 14), high)
}

/// W below 2^56, its lower 28 bits and what is above them.
///
/// n Q - S² + E is computed in digits of 14 bits.
@inline(__always)
private func squaredDeviation<Lanes: IntegerLanes>(
  _ sums: LayerNormSums<Lanes>, _ n: Lanes,
  _ epsilon: (low: Int32, high: Int32)
) -> (low: Lanes, high: Lanes) {
  let squares = digits(sums.low)
  let upper = digits(sums.high + squares.high)
  let sum = digits(sums.sum)
  let first = digits(
    n * squares.low - sum.low * sum.low + Lanes(repeating: epsilon.low))
  let second = digits(
    n * upper.low - (sum.low * sum.high).shifted(left: 1) + first.high)
  let third =
    n * upper.high - sum.high * sum.high + second.high
    + Lanes(repeating: epsilon.high)
  return (second.low.shifted(left: 14) + first.low, third)
}

/// r, and 2^k as the product of at most 8 and the rest.
///
/// The root is found bit by bit, from the largest on; after the 28 that a root
/// of W has come those of its multiples by 4, until r has 28.
@inline(__always)
private func scaledRoot<Lanes: IntegerLanes>(
  of w: (low: Lanes, high: Lanes)
) -> (root: Lanes, powers: (first: Lanes, rest: Lanes)) {
  var (low, high) = w
  let one = Lanes(repeating: 1)
  var (rest, root, powers) = (one - one, one - one, (first: one, rest: one))
  for step in 0..<55 {
    rest = rest.shifted(left: 2) + takeTop(&high)
    high = high + takeTop(&low)
    let trial = root.shifted(left: 2) + one
    let excess = rest - trial
    rest = rest - trial.zeroed(whereNegative: excess)
    let room = Lanes(repeating: (1 &<< 27) &- 1) - root
    root =
      root
      + (root + one.zeroed(whereNegative: excess))
      .zeroed(whereNegative: room)
    switch step {
    case ..<28: break
    case ..<31:
      powers.first =
        powers.first + powers.first.zeroed(whereNegative: room)
    default:
      powers.rest = powers.rest + powers.rest.zeroed(whereNegative: room)
    }
  }
  return (root, powers)
}

/// Takes the upper two of 28 bits; the others move up.
@inline(__always)
private func takeTop<Lanes: IntegerLanes>(_ bits: inout Lanes) -> Lanes {
  let top = bits.shifted(right: 26)
  bits = (bits - top.shifted(left: 26)).shifted(left: 2)
  return top
}

/// q, bit by bit.
@inline(__always)
private func quotient<Lanes: IntegerLanes>(by root: Lanes) -> Lanes {
  let one = Lanes(repeating: 1)
  var rest = Lanes(repeating: (1 &<< 27) &- 1)
  var quotient = one - one
  for _ in 0..<28 {
    rest = rest.shifted(left: 1) + one
    let excess = rest - root
    rest = rest - root.zeroed(whereNegative: excess)
    quotient =
      quotient.shifted(left: 1) + one.zeroed(whereNegative: excess)
  }
  return quotient
}
