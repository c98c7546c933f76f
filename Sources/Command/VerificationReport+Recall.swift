import Foundation
import SwiftletCells
import SwiftletDatasets
import SwiftletQuantization

/// How `verify` shows how often each class is told.
extension VerificationReport {
  /// A line for each class of the data, with a heading; empty where symbols or
  /// values are told, or nothing is scored.
  var recallTable: String {
    guard metric == .accuracy, scoredSteps > 0, let confusion,
      let floatConfusion
    else { return "" }
    let width = max(5, confusion.names.map(\.count).max() ?? 0)
    let heading = "  \("class".padded(to: width))   steps     float  quantized"
    let recall = zip(floatConfusion.recall, confusion.recall)
    let lines = zip(confusion.names.indices, recall).compactMap {
      index, recall -> String? in
      guard let float = recall.0, let quantized = recall.1 else { return nil }
      return "  \(confusion.names[index].padded(to: width))"
        + "\(confusion.steps(of: index))".leftPadded(to: 8)
        + String(format: "%10.4f%11.4f", float, quantized)
    }
    return (["", "recall by class", heading] + lines).joined(separator: "\n")
  }

  /// A line that names the classes of the data which the quantized model never
  /// tells; nil where there is none, or symbols or values are told.
  var neverToldWarning: String? {
    guard metric == .accuracy, let confusion, !confusion.neverTold.isEmpty
    else { return nil }
    let classes = confusion.neverTold.map { index in
      let steps = confusion.steps(of: index)
      return
        "'\(confusion.names[index])' (\(steps) step\(steps == 1 ? "" : "s"))"
    }
    return "warning: never told: \(classes.listed(atMost: 8)); train on more "
      + "steps of these classes, for more epochs, or with train --balance"
  }
}
