import Foundation
import SwiftletCells
import SwiftletDatasets

extension Dataset {
  /// What training learns from, in a line.
  var summary: String {
    let parts = [
      "\(sequences.count) \(sequences.count == 1 ? "sequence" : "sequences"), "
        + "\(timesteps) steps" + missing,
      "features " + featureNames.listed, target.summary(classCounts),
      unreadColumns.isEmpty ? "" : "not read: " + unreadColumns.listed,
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "; ")
  }

  /// How many of the steps are missing in time.
  private var missing: String {
    guard let step else { return "" }
    return " of \(String(format: "%g", step)) s"
      + (missingSteps > 0 ? ", \(missingSteps) of them missing" : "")
  }

  /// What may be amiss with the targets, a line each.
  var remarks: [String] {
    var remarks: [String] = []
    let targets = sequences.first?.targetCount ?? 0
    let masked = maskedTargetCount - missingSteps * targets
    if masked > 0 {
      remarks.append(
        "\(masked) targets are missing; those steps teach nothing")
    }
    if case .classes(let names, let column) = target {
      let missing = zip(names, classCounts).filter { $1 == 0 }.map(\.0)
      if !missing.isEmpty {
        remarks.append(
          "no step in '\(column)' is of class \(missing.listed): the model "
            + "never learns to tell it")
      }
    }
    return remarks + outliers.map(\.text)
  }

  /// Options that suit the data and are not given, with the reasons; nil for
  /// none.
  ///
  /// - Parameters:
  ///   - embedding: whether the feature is taken for symbols.
  ///   - scoring: whether it is said at which steps the outputs count.
  func hint(embedding: Bool, scoring: Bool) -> String? {
    var hints: [String] = []
    if !embedding, let count = likelyVocabulary {
      hints.append(
        "'\(featureNames[0])' looks like symbols, \(count) small whole "
          + "numbers: --embedding \(count > 16 ? 16 : 8) gives each a row")
    }
    if !scoring, tellsOnlyAtTheEnd {
      hints.append(
        "only the last label of a sequence tells something: --scoring "
          + "last-step counts it alone")
    }
    return hints.isEmpty ? nil : "hint: " + hints.joined(separator: "; ")
  }
}

extension Outlier {
  /// A warning with the value's place, and what to do.
  var text: String {
    "\(source):\(line): '\(column)' is \(String(format: "%g", value)), "
      + String(format: "%.0f", deviations)
      + " deviations from the mean of the others"
      + (count > 1 ? " (\(count) values are as far)" : "")
      + "; if it is no measurement, leave the field empty or delete the row"
  }
}

extension Target {
  /// The classes with their counts, or the values.
  fileprivate func summary(_ counts: [Int]) -> String {
    switch self {
    case .classes(let names, let column):
      "classes of '\(column)' "
        + zip(names, counts).map { "\($0) (\($1))" }.listed
    case .values(let names): "values " + names.listed
    }
  }
}

extension [String] {
  /// The texts, of many the first 40.
  fileprivate var listed: String { listed(atMost: 40) }
}
