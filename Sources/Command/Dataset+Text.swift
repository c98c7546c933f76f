import SwiftletDatasets

extension Dataset {
  /// What training learns from, in a line.
  var summary: String {
    let parts = [
      "\(sequences.count) \(sequences.count == 1 ? "sequence" : "sequences"), "
        + "\(timesteps) steps",
      "features " + featureNames.listed, target.summary(classCounts),
      unreadColumns.isEmpty ? "" : "not read: " + unreadColumns.listed,
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "; ")
  }

  /// What may be amiss with the targets, a line each.
  var remarks: [String] {
    var remarks: [String] = []
    if maskedTargetCount > 0 {
      remarks.append(
        "\(maskedTargetCount) targets are missing; those steps teach nothing")
    }
    if case .classes(let names, let column) = target {
      let missing = zip(names, classCounts).filter { $1 == 0 }.map(\.0)
      if !missing.isEmpty {
        remarks.append(
          "no step in '\(column)' is of class \(missing.listed): the model "
            + "never learns to tell it")
      }
    }
    return remarks
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
