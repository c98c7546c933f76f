import Foundation
import SwiftletCells
import SwiftletDatasets

/// A Markov chain of symbols: the probability of the next one after the last
/// few, `order` of them, from counts.
///
/// Counts are smoothed as Witten and Bell (1991) do: a context that was seen n
/// times, with r different symbols after it, gives the shorter context the
/// weight r / (n + r).
struct MarkovChain {
  private let order: Int
  private let symbols: Int
  private var counts: [[Int]: [Int]] = [:]

  /// A chain that counts the symbols of a training part.
  init(order: Int, symbols: Int, _ data: Dataset) {
    self.order = order
    self.symbols = symbols
    for sequence in data.sequences {
      for step in 0..<sequence.timesteps {
        let next = Int(sequence.targets[step])
        for length in 0...min(order, step + 1) {
          counts[
            sequence.symbols(before: step + 1, length),
            default: Array(repeating: 0, count: symbols)][next] += 1
        }
      }
    }
  }

  /// The mean of `-log2` of the next symbol's probability.
  func bits(_ data: Dataset) -> Double {
    var (sum, count) = (0.0, 0)
    for sequence in data.sequences {
      for step in 0..<sequence.timesteps {
        let context = sequence.symbols(before: step + 1, order)
        sum -= log2(probability(Int(sequence.targets[step]), after: context))
        count += 1
      }
    }
    return sum / Double(max(count, 1))
  }

  private func probability(_ next: Int, after context: [Int]) -> Double {
    let shorter =
      context.isEmpty
      ? 1 / Double(symbols)
      : probability(next, after: Array(context.dropFirst()))
    guard let seen = counts[context] else { return shorter }
    let total = Double(seen.reduce(0, +))
    let kinds = Double(seen.count { $0 > 0 })
    return (Double(seen[next]) + kinds * shorter) / (total + kinds)
  }
}

extension DataSequence {
  /// The last symbols before a timestep, as many as there are.
  fileprivate func symbols(before step: Int, _ length: Int) -> [Int] {
    features[max(0, step - length)..<step].map { Int($0) }
  }
}
