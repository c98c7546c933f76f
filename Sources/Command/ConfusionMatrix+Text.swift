import SwiftletCells
import SwiftletDatasets

extension ConfusionMatrix {
  /// The recall of each class that has steps, by its name.
  var recallOfClasses: [String: Double] {
    Dictionary(
      classes.map { (names[$0], share(of: $0)) },
      uniquingKeysWith: { first, _ in first })
  }

  /// A line for each class that has steps.
  var recallLines: String {
    let width = classes.map { names[$0].count }.max() ?? 0
    return classes.map { index in
      let name = names[index]
      return "  \(name)"
        + String(repeating: " ", count: width - name.count)
        + "  \(Console.number(share(of: index), digits: 4)) of "
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

  private func share(of index: Int) -> Double {
    Double(counts[index][index]) / Double(steps(of: index))
  }
}
