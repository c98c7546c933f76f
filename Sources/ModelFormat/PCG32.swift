/// Random numbers of 32 bits: PCG32 of the stream 54, the bits of
/// `swiftlet_random` in `swiftlet_decision.h` (ARITHMETIC.md, section 10).
public struct PCG32: Equatable, Sendable {
  private var state: UInt64

  /// Starts a generator; the same seed gives the same numbers.
  public init(seed: UInt64) {
    state = seed &+ Self.increment
    _ = next()
  }

  /// The next number: any of 32 bits, each as often as another.
  public mutating func next() -> UInt32 {
    let bits = UInt32(truncatingIfNeeded: ((state >> 18) ^ state) >> 27)
    let turn = UInt32(state >> 59)
    state = state &* 6_364_136_223_846_793_005 &+ Self.increment
    return bits >> turn | bits << (32 - turn)
  }

  private static let increment: UInt64 = 109
}
