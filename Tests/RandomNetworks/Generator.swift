/// Marsaglia's xorshift32: the source of weights here, and of inputs both here
/// and on the devices (`Tests/Devices/golden/inputs.h`).
package struct Generator {
  private var state: UInt32

  package init(seed: UInt32) { state = seed }

  package mutating func next() -> UInt32 {
    state ^= state << 13
    state ^= state >> 17
    state ^= state << 5
    return state
  }

  /// A number in `0..<limit`.
  package mutating func below(_ limit: Int) -> Int {
    Int((UInt64(next()) * UInt64(limit)) >> 32)
  }

  /// A number in `-limit...limit`.
  package mutating func signed(upTo limit: Int) -> Int {
    let span = UInt64(2 * limit + 1)
    return Int((UInt64(next()) * span) >> 32) - limit
  }

  /// A timestep's inputs: symbols where there is a vocabulary, else features,
  /// one in sixteen of which is a gap where gaps are allowed.
  package mutating func input(
    count: Int, vocabulary: Int, allowsGaps: Bool
  ) -> [Int16] {
    (0..<count).map { _ in
      let value = next()
      if vocabulary > 0 {
        return Int16(((value >> 16) * UInt32(vocabulary)) >> 16)
      }
      if allowsGaps && value & 15 == 0 { return .min }
      return max(-32767, Int16(truncatingIfNeeded: value >> 16))
    }
  }
}
