import SwiftletCells
import SwiftletDatasets

/// The most frequent class after each context, as the training part counts it.
struct Counts<Context: Hashable> {
  private var counts: [Context: [Int: Int]] = [:]
  private var all: [Int: Int] = [:]

  /// Counts a class after a context.
  mutating func add(_ context: Context, _ label: Int) {
    counts[context, default: [:]][label, default: 0] += 1
    all[label, default: 0] += 1
  }

  /// The likeliest class after a context, or of all where it is new.
  func likeliest(_ context: Context) -> Int {
    (counts[context] ?? all).max {
      ($0.value, $1.key) < ($1.value, $0.key)
    }?.key ?? 0
  }

  /// Counts the classes of a part after the contexts of their timesteps.
  init(_ data: Dataset, context: (DataSequence, Int) -> Context) {
    for sequence in data.sequences {
      for (step, label) in sequence.labels {
        add(context(sequence, step), label)
      }
    }
  }

  /// The share of steps of the test part whose class is the likeliest after
  /// its context.
  static func accuracy(
    _ data: DataFolder, context: (DataSequence, Int) -> Context
  ) -> Double {
    rightSteps(data, context).flatMap(\.self).share
  }

  /// The share of sequences of the test part in which each class is.
  static func exact(
    _ data: DataFolder, context: (DataSequence, Int) -> Context
  ) -> Double {
    rightSteps(data, context).map { $0.allSatisfy(\.self) }.share
  }

  /// Whether the class of each step that has one is the likeliest, by sequence.
  private static func rightSteps(
    _ data: DataFolder, _ context: (DataSequence, Int) -> Context
  ) -> [[Bool]] {
    let table = Counts(data.train, context: context)
    return data.test.sequences.map { sequence in
      sequence.labels.map { step, label in
        table.likeliest(context(sequence, step)) == label
      }
    }
  }
}

extension [Bool] {
  /// The share of those that hold; 0 of none.
  var share: Double {
    isEmpty ? 0 : Double(count { $0 }) / Double(count)
  }
}

extension DataSequence {
  /// The timesteps that have a class, and their classes.
  var labels: [(step: Int, label: Int)] {
    targets.enumerated().compactMap { $1.isNaN ? nil : ($0, Int($1)) }
  }
}
