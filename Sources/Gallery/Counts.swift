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

  /// The share of steps of the test part whose class is the likeliest after
  /// its context.
  ///
  /// - Parameter context: That of a timestep's features.
  static func accuracy(
    _ data: DataFolder, context: ([Double]) -> Context
  ) -> Double {
    var table = Counts()
    for (features, label) in data.train.scoredSteps {
      table.add(context(features), label)
    }
    let steps = data.test.scoredSteps
    let right = steps.filter { table.likeliest(context($0)) == $1 }
    return Double(right.count) / Double(max(steps.count, 1))
  }
}

extension Dataset {
  /// The features and the class of each timestep that has one.
  var scoredSteps: [(features: [Double], label: Int)] {
    sequences.flatMap { sequence in
      (0..<sequence.timesteps).compactMap { step in
        let label = sequence.targets[step]
        return label.isNaN ? nil : (sequence.features(at: step), Int(label))
      }
    }
  }
}
