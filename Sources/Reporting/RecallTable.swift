import SwiftletCells

/// How often each class of the data is told.
struct RecallTable {
  let float, quantized: ConfusionMatrix

  /// The largest number of classes that are shown.
  private static let mostClasses = 64

  /// The table; of many classes, those that are told least often.
  var table: DataTable {
    let recall = (float: float.recall, quantized: quantized.recall)
    let classes = quantized.names.indices.filter { recall.quantized[$0] != nil }
    let shown = classes.sorted {
      (recall.quantized[$0] ?? 0, $0) < (recall.quantized[$1] ?? 0, $1)
    }.prefix(Self.mostClasses).sorted()
    return DataTable(
      caption: classes.count > shown.count
        ? "Recall: the \(shown.count) classes of \(classes.count.grouped) "
          + "that are told least often"
        : "Recall: the share of a class's steps on which it is told",
      head: ["class", "steps", "recall, float", "recall, quantized"],
      rows: shown.map {
        [
          quantized.names[$0], quantized.steps(of: $0).grouped,
          recall.float[$0].percent, recall.quantized[$0].percent,
        ]
      })
  }
}
