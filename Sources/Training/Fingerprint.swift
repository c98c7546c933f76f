import SwiftletCells

/// A 64-bit FNV-1a hash over 32-bit words: tells one problem from another, no
/// proof against intent.
package struct Fingerprint {
  /// The hash of what was added.
  package private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  /// The hash of nothing.
  package init() {}

  mutating func add(_ word: UInt32) {
    value = (value ^ UInt64(word)) &* 0x0000_0100_0000_01b3
  }

  mutating func add(_ count: Int) { add(UInt32(truncatingIfNeeded: count)) }

  /// Adds a text.
  package mutating func add(_ text: String) {
    for byte in text.utf8 { add(UInt32(byte)) }
    add(text.utf8.count)
  }

  /// Adds numbers.
  package mutating func add(_ numbers: [Double]) {
    for number in numbers {
      add(UInt32(truncatingIfNeeded: number.bitPattern))
      add(UInt32(number.bitPattern >> 32))
    }
    add(numbers.count)
  }

  mutating func add(_ numbers: [Float]) {
    for number in numbers { add(number.bitPattern) }
    add(numbers.count)
  }

  mutating func add(_ sequence: TrainingSequence) {
    add(sequence.inputs)
    switch sequence.targets {
    case .classes(let classes):
      for label in classes { add(UInt32(bitPattern: label)) }
      add(classes.count)
    case .values(let values): add(values)
    }
  }
}

extension TrainingProblem {
  /// A number that changes with the network, the scoring and the data.
  var fingerprint: UInt64 {
    var fingerprint = Fingerprint()
    for layer in network.layers { fingerprint.add("\(layer)") }
    fingerprint.add(scoring.name)
    for set in [training, validation] {
      for sequence in set { fingerprint.add(sequence) }
      fingerprint.add(set.count)
    }
    return fingerprint.value
  }
}
