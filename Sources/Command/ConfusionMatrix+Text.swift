import SwiftletCells
import SwiftletDatasets

extension ConfusionMatrix {
  /// Each class's recall by its name; of classes of one name the first's.
  var recallByName: [String: Double] {
    Dictionary(
      zip(names, recall).compactMap { name, recall in
        recall.map { (name, $0) }
      }, uniquingKeysWith: { first, _ in first })
  }

  /// A line for each class that has steps.
  var recallLines: String {
    let width = classes.map { names[$0].count }.max() ?? 0
    return classes.map { index in
      "  \(names[index].padded(to: width))"
        + "  \(Console.number(recall[index] ?? 0, digits: 4)) of "
        + "\(steps(of: index)) \(steps(of: index) == 1 ? "step" : "steps")"
    }.joined(separator: "\n")
  }

  /// The names of the classes that have steps and are never told, for a
  /// message; nil without any.
  var neverToldNames: String? {
    let missed = neverTold.map { names[$0] }
    return missed.isEmpty ? nil : missed.listed(atMost: 24)
  }

  private var classes: [Int] { names.indices.filter { steps(of: $0) > 0 } }
}
