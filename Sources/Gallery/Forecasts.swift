import SwiftletCells
import SwiftletDatasets

/// Forecasts without a network of a series whose first feature is the series
/// itself, a missing value 0, and whose target is its next value.
struct Forecasts {
  private let train: Series
  private let test: Series

  /// A series, step by step.
  private struct Series {
    /// The values, of all that is known before, too.
    let values: [Double]
    /// The other features of each step that has a target.
    let rows: [(step: Int, others: [Double], target: Double)]

    init(_ data: Dataset, after before: [Double] = []) {
      let sequence = data.sequences[0]
      let width = sequence.featureCount
      let features = sequence.features.map { $0.isNaN ? 0 : $0 }
      values =
        before
        + stride(from: 0, to: features.count, by: width).map {
          features[$0]
        }
      rows = (0..<sequence.timesteps).compactMap { step in
        let target = sequence.targets[step]
        guard !target.isNaN else { return nil }
        let first = step * width
        return (
          before.count + step, Array(features[first + 1..<first + width]),
          target
        )
      }
    }
  }

  /// Takes the parts' first sequences.
  ///
  /// - Parameter continues: Whether the test part goes on where the training
  ///   part ends.
  init(_ folder: DataFolder, continues: Bool = false) {
    train = Series(folder.train)
    test = Series(folder.test, after: continues ? train.values : [])
  }

  /// The mean squared error of one value for every step.
  func constant(_ value: Double) -> Double {
    test.rows.map { ($0.target - value) * ($0.target - value) }.mean
  }

  /// The mean squared error of the training part's mean target.
  func mean() -> Double { constant(train.rows.map(\.target).mean) }

  /// The mean squared error of the value that was told so many steps before
  /// the one that is asked for; 1 is persistence.
  func earlier(_ lag: Int) -> Double {
    test.rows.map { row in
      let place = row.step + 1 - lag
      let error = row.target - (place < 0 ? 0 : test.values[place])
      return error * error
    }.mean
  }

  /// The mean squared error of a linear function of the last values, as many
  /// as `order`, and of the other features where they are asked for.
  func autoregression(_ order: Int, others: Bool = false) -> Double {
    let learned = inputs(train, order, others)
    let function = LeastSquares(learned.map(\.0), learned.map(\.1))
    return inputs(test, order, others).map { row, target in
      let error = function(row) - target
      return error * error
    }.mean
  }

  private func inputs(
    _ series: Series, _ order: Int, _ others: Bool
  ) -> [([Double], Double)] {
    series.rows.filter { $0.step + 1 >= order }.map { row in
      (
        series.values[row.step + 1 - order...row.step]
          + (others ? row.others : []), row.target
      )
    }
  }
}
