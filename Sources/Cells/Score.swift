private import Foundation
public import SwiftletRuntime

/// What a model's answers are judged by.
public enum Metric: String, Sendable, CaseIterable {
  /// The share of scored steps with the right class.
  case accuracy
  /// The cross-entropy of the next symbol, in bits: what an ideal coder would
  /// need for each symbol with the model's probabilities (Shannon 1951).
  case bitsPerSymbol = "bits_per_symbol"
  /// The mean squared error, in the data's units.
  case meanSquaredError = "mse"
}

extension FloatModel {
  /// What the model's answers are judged by.
  public var metric: Metric { Metric(task, of: network) }
}

extension Metric {
  /// What a network's answers are judged by: bits per symbol where it predicts
  /// symbols, accuracy for other classes, squared error for values.
  public init(_ task: ModelTask, of network: Network) {
    self =
      switch task {
      case .classification where network.predictsSymbols: .bitsPerSymbol
      case .classification: .accuracy
      case .regression: .meanSquaredError
      }
  }

  /// The name in a text.
  public var title: String {
    switch self {
    case .accuracy: "accuracy"
    case .bitsPerSymbol: "bits per symbol"
    case .meanSquaredError: "mean squared error"
    }
  }
}

extension Network {
  /// Whether the network takes symbols and gives a logit for each of them.
  public var predictsSymbols: Bool {
    guard case .embedding(let vocabularySize, _)? = layers.first else {
      return false
    }
    return vocabularySize == outputSize
  }
}

/// The score of answers, summed up step by step.
public struct Score: Sendable {
  /// What the answers are judged by.
  public let metric: Metric
  private var sum = 0.0
  private var count = 0

  /// A score of nothing yet.
  public init(_ metric: Metric) { self.metric = metric }

  /// Adds a step's answer.
  ///
  /// - Parameters:
  ///   - outputs: logits, or values in the data's units.
  ///   - targets: the class's index, or as many values; NaN does not count.
  public mutating func add(_ outputs: [Double], _ targets: [Double]) {
    for (index, target) in targets.enumerated() where !target.isNaN {
      count += 1
      switch metric {
      case .accuracy: sum += outputs.largestIndex == Int(target) ? 1 : 0
      case .bitsPerSymbol: sum += outputs.surprise(at: Int(target))
      case .meanSquaredError:
        sum += (outputs[index] - target) * (outputs[index] - target)
      }
    }
  }

  /// The mean over all targets; nil without any.
  public var mean: Double? { count == 0 ? nil : sum / Double(count) }
}

extension [Double] {
  /// The index of the largest element, the first of equals; 0 of none.
  public var largestIndex: Int {
    indices.reduce(0) { self[$1] > self[$0] ? $1 : $0 }
  }

  /// `-log2` of the probability that logits give to a class.
  fileprivate func surprise(at index: Int) -> Double {
    let largest = self[largestIndex]
    let total = reduce(0) { $0 + exp($1 - largest) }
    return (log(total) - (self[index] - largest)) / log(2)
  }
}
