/// Random choices that follow from a seed alone (SplitMix64).
struct Randomness: RandomNumberGenerator {
  private var state: UInt64
  /// Words that readers know, to put into texts.
  let words: [String]

  init(seed: UInt64, words: [String] = []) {
    state = seed &* 0x9E37_79B9_7F4A_7C15
    self.words = words
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  /// A number from 0 up to a limit, which is not reached; 0 for a limit of 0.
  mutating func below(_ limit: Int) -> Int {
    limit > 0 ? Int(next() % UInt64(limit)) : 0
  }

  /// One of some things.
  mutating func pick<Choices: RandomAccessCollection>(
    _ choices: Choices
  ) -> Choices.Element where Choices.Index == Int {
    choices[choices.startIndex + below(choices.count)]
  }
}
