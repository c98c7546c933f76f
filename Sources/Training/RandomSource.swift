import Foundation

/// A seeded source of random numbers: xoshiro256** 1.0.
///
/// Blackman and Vigna, "Scrambled linear pseudorandom number generators",
/// ACM Transactions on Mathematical Software 47 (2021); the state is filled by
/// SplitMix64, as the authors advise. The numbers are the same on every
/// machine.
public struct RandomSource: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// A source of its own for each seed and each stream, a list of numbers such
  /// as an epoch and a batch.
  public init(seed: UInt64, stream: [UInt64] = []) {
    var mixer = seed
    for number in stream { mixer = Self.splitMix(&mixer) ^ number }
    state = (
      Self.splitMix(&mixer), Self.splitMix(&mixer), Self.splitMix(&mixer),
      Self.splitMix(&mixer)
    )
  }

  /// A source for a purpose.
  ///
  /// - Parameter numbers: what it depends on else, such as an epoch.
  package init(
    seed: UInt64, for purpose: RandomPurpose, _ numbers: UInt64...
  ) {
    self.init(seed: seed, stream: [purpose.rawValue] + numbers)
  }

  private static func splitMix(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// 64 random bits.
  public mutating func next() -> UInt64 {
    let product = state.1 &* 5
    let result = (product << 7 | product >> 57) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = state.3 << 45 | state.3 >> 19
    return result
  }

  /// A number in `0..<1`.
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A number of the standard normal distribution (Box and Muller 1958).
  public mutating func normal() -> Double {
    let radius = sqrt(-2 * log(1 - uniform()))
    return radius * cos(2 * .pi * uniform())
  }

  /// The numbers `0..<count` in random order (Fisher and Yates).
  public mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(last, Int(uniform() * Double(last + 1)))
    }
    return order
  }
}

/// What random numbers are for.
///
/// Each purpose has a stream of its own, so that none moves another. The
/// numbers are arbitrary, but what a seed gives depends on them.
package enum RandomPurpose: UInt64 {
  /// The parameters that a training starts from.
  case initialParameters = 0x1417
  /// Which sequences are held out.
  case heldOut = 0x4e1d
  /// The order of the sequences in an epoch.
  case batches = 0xba7c
  /// The noise added to the inputs of a batch.
  case inputNoise = 0x2015e
  /// What dropout drops.
  case dropout = 0xd209
  /// Which recurrent weights are dropped.
  case recurrentDropout = 0xd209ec
  /// How many of a sequence's first steps are left out.
  case timeShift = 0x7154f7
  /// The states from which streams start until they agree.
  case scatteredStates = 0x57a7e
  /// For how many steps each unit remembers at first.
  case chronoBiases = 0xc4090
  /// Input and dense matrices that start orthogonal.
  case orthogonalMatrices = 0x0127
}
