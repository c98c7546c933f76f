import SwiftletCells

// What the values of data show of how they are best taken.
extension Dataset {
  /// How many symbols the one feature has, where it looks like symbols: three
  /// or more whole numbers below 256, at least half of those up to the largest,
  /// and no gap. Else nil.
  package var likelyVocabulary: Int? {
    guard featureNames.count == 1 else { return nil }
    var symbols: Set<Double> = []
    for sequence in sequences {
      for value in sequence.features {
        guard (0..<256).contains(value), value == value.rounded() else {
          return nil
        }
        symbols.insert(value)
      }
    }
    guard let largest = symbols.max(), symbols.count > 2,
      2 * symbols.count > Int(largest)
    else { return nil }
    return symbols.count
  }

  /// Whether of each sequence the last label alone tells something: those
  /// before are missing or one class in all sequences, from which at least a
  /// quarter of the last ones differ.
  package var tellsOnlyAtTheEnd: Bool {
    guard case .classes = target, sequences.count > 1,
      sequences.allSatisfy({ $0.timesteps > 1 })
    else { return false }
    var constant: Double?
    for sequence in sequences {
      for label in sequence.targets.dropLast() where !label.isNaN {
        guard label == constant ?? label else { return false }
        constant = label
      }
    }
    let last = sequences.compactMap(\.targets.last)
    let telling = last.count { !$0.isNaN && $0 != constant }
    return 4 * telling >= last.count
  }
}
