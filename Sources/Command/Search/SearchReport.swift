import Foundation
import Swiftlet
import SwiftletCells
import SwiftletReporting

/// How a search shows what it has found.
struct SearchReport {
  let header: SearchHeader
  let metric: Metric
  /// The trials that ended with a score, the best first.
  let ranking: [SearchRecord]
  let failures: [SearchRecord]
  /// The options that tell candidates from each other.
  let varied: [String]
  /// What the best candidate's models score on the test part, once.
  var test: (float: Double, quantized: Double)?

  /// A report on all trials of a search.
  init(
    _ header: SearchHeader, _ metric: Metric, _ records: [SearchRecord],
    varied: [String]
  ) {
    self.header = header
    self.metric = metric
    self.varied = varied
    failures = records.filter { $0.score == nil }.sorted { $0.trial < $1.trial }
    ranking = records.filter { $0.score != nil }.sorted {
      SearchReport.isBefore($0, $1, metric)
    }
  }

  /// The better score first, of equals the smaller, then the earlier.
  private static func isBefore(
    _ a: SearchRecord, _ b: SearchRecord, _ metric: Metric
  ) -> Bool {
    let (left, right) = (a.score ?? .nan, b.score ?? .nan)
    if left != right { return metric.isBetter(left, than: right) }
    if a.flash != b.flash { return a.flash < b.flash }
    return a.trial < b.trial
  }

  /// On which fronts each trial of the ranking is.
  private var fronts: [[String]] {
    let flash = Set(
      metric.front(of: ranking.map { ($0.score ?? .nan, $0.flash) }))
    let work =
      hasInstructions
      ? Set(
        metric.front(
          of: ranking.map { ($0.score ?? .nan, $0.instructionsPerStep ?? 0) }))
      : []
    return ranking.indices.map {
      (flash.contains($0) ? ["flash"] : [])
        + (work.contains($0) ? ["instructions"] : [])
    }
  }

  private var hasInstructions: Bool {
    ranking.contains { $0.instructionsPerStep != nil }
  }

  /// The JSON object of `search`.
  var record: [String: any Sendable] {
    var record: [String: any Sendable] = [
      "candidates": header.candidates, "over_budget": header.overBudget,
      "failed": failures.count, "score_name": metric.rawValue,
      "trials": zip(ranking, fronts).map { $0.record(fronts: $1) },
    ]
    record["best"] = ranking.first?.trial
    record["test_score"] = test?.quantized
    record["float_test_score"] = test?.float
    return record
  }

  /// A table of the trials, and the best one.
  var text: String {
    ([counts, "", head] + zip(ranking, fronts).map(row) + [""] + failureLines
      + best).joined(separator: "\n")
  }

  /// How many candidates there are of each kind.
  var counts: String {
    "\(header.candidates) candidates: \(header.overBudget) over the budget, "
      + "\(header.trials) tried, \(failures.count) failed"
  }

  private var head: String {
    "trial" + metric.title.leftPadded(to: 20) + "float".leftPadded(to: 10)
      + "flash".leftPadded(to: 9) + "RAM".leftPadded(to: 8)
      + (hasInstructions ? "instructions".leftPadded(to: 14) : "")
      + "  front" + String(repeating: " ", count: 14) + "  settings"
  }

  private func row(_ trial: SearchRecord, _ fronts: [String]) -> String {
    "\(trial.trial)".leftPadded(to: 5)
      + number(trial.score).leftPadded(to: 20)
      + number(trial.floatScore).leftPadded(to: 10)
      + "\(trial.flash)".leftPadded(to: 9)
      + "\(trial.ramBytes ?? 0)".leftPadded(to: 8)
      + (hasInstructions
        ? "\(trial.instructionsPerStep ?? 0)".leftPadded(to: 14) : "")
      + "  " + fronts.joined(separator: ", ").padded(to: 19) + "  "
      + short(trial.settings)
  }

  /// Of settings what tells them from others.
  private func short(_ settings: String) -> String {
    let words = settings.split(separator: " ").map(String.init)
    let pairs = stride(from: 0, to: words.count - 1, by: 2).filter {
      varied.contains(words[$0])
    }
    return pairs.map { "\(words[$0]) \(words[$0 + 1])" }
      .joined(separator: " ")
  }

  private var failureLines: [String] {
    failures.map {
      "trial \($0.trial) failed (\($0.settings)): \($0.failure ?? "")"
    }
  }

  private var best: [String] {
    guard let best = ranking.first else { return [] }
    let tested = test.map {
      [
        "test \(metric.title) \(number($0.quantized)), of its float model "
          + number($0.float)
      ]
    }
    return ["best: trial \(best.trial), \(best.settings)"] + (tested ?? [])
  }

  private func number(_ value: Double?) -> String {
    String(format: "%.5g", value ?? .nan)
  }

  /// The page of `--report`.
  func page(flash: Int?, instructions: Int?) -> String {
    SearchPage(
      data: header.data, metric: metric,
      trials: ranking.map {
        SearchPage.Trial(
          number: $0.trial, settings: short($0.settings),
          score: $0.score ?? .nan, floatScore: $0.floatScore ?? .nan,
          flash: $0.flash, ram: $0.ramBytes ?? 0,
          instructions: $0.instructionsPerStep)
      }, limits: .init(flash: flash, instructions: instructions), facts: facts
    ).page
  }

  private var facts: [(term: String, value: String)] {
    var facts: [(term: String, value: String)] = [
      ("options", header.options), ("candidates", "\(header.candidates)"),
      ("over the budget", "\(header.overBudget)"),
      ("failed", "\(failures.count)"),
      ("the best trial", ranking.first?.settings ?? ""),
    ]
    if let test {
      facts.append(
        (
          "its test score",
          "\(number(test.quantized)), of its float model "
            + number(test.float)
        ))
    }
    return facts
  }
}

extension SearchRecord {
  /// Bytes of flash.
  fileprivate var flash: Int { flashBytes ?? 0 }

  fileprivate func record(fronts: [String]) -> [String: any Sendable] {
    var record: [String: any Sendable] = [
      "trial": trial, "settings": settings, "front": fronts,
    ]
    record["score"] = score
    record["float_score"] = floatScore
    record["agreement"] = agreement
    record["flash_bytes"] = flashBytes
    record["ram_bytes"] = ramBytes
    record["instructions_per_step"] = instructionsPerStep
    record["parameters"] = parameters
    record["epochs"] = epochs
    record["best_epoch"] = bestEpoch
    return record
  }
}
