import ArgumentParser
import SwiftletCells

/// A number that the result of `verify` has to reach: `NAME=VALUE`.
struct Requirement {
  /// The numbers of the JSON that can be required; `score` is short for
  /// `quantized_score`.
  static let names =
    "agreement, score (quantized_score), float_score, quantized_accuracy, "
    + "float_accuracy, max_abs_error, rms_error, steps"

  private static let keys = [
    "agreement", "float_accuracy", "float_score", "max_abs_error",
    "quantized_accuracy", "quantized_score", "rms_error", "steps",
  ]

  private let text: String
  private let key: String
  private let value: Double

  /// Reads a requirement.
  ///
  /// - Throws: `ValidationError` when the name is not known or the value is no
  ///   number.
  init(_ text: String) throws {
    let parts = text.split(
      separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    key = name == "score" ? "quantized_score" : name
    guard parts.count == 2, Self.keys.contains(key) else {
      throw ValidationError(
        "give NAME=VALUE with one of the names \(Self.names)")
    }
    guard let value = Double(parts[1]), value.isFinite else {
      throw ValidationError(
        "'\(parts[1])' is no number; give one for \(name)")
    }
    self.text = text
    self.value = value
  }

  /// Why a result does not meet it; nil where it does.
  ///
  /// - Parameters:
  ///   - record: the JSON object of `verify`.
  ///   - metric: what its scores are.
  func miss(_ record: [String: any Sendable], metric: Metric) -> String? {
    let number =
      record[key] as? Double ?? (record[key] as? Int).map(Double.init)
    guard let number, !number.isNaN else {
      return "--require \(text): the result has no \(key)"
    }
    let isMet = isLimit(metric) ? number <= value : number >= value
    guard !isMet else { return nil }
    return "--require \(text): \(key) is \(number), "
      + (isLimit(metric) ? "above" : "below") + " \(value)"
  }

  /// Whether the value is the largest allowed.
  private func isLimit(_ metric: Metric) -> Bool {
    switch key {
    case "max_abs_error", "rms_error": true
    case "float_score", "quantized_score": metric != .accuracy
    default: false
    }
  }
}

extension [Requirement] {
  /// Refuses a result that misses one; a line for each.
  ///
  /// - Throws: `CommandError` with the last of the lines; it writes the others.
  func check(_ record: [String: any Sendable], metric: Metric) throws {
    var misses = compactMap { $0.miss(record, metric: metric) }
    guard let last = misses.popLast() else { return }
    for miss in misses { Console.message("error: \(miss)") }
    throw CommandError(last)
  }
}
