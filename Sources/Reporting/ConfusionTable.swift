import SwiftletCells

/// What is told on steps of each class, as a table whose cells are the darker
/// the larger their share of the row is.
struct ConfusionTable {
  let confusion: ConfusionMatrix

  /// The largest number of classes that a table has room for.
  static let mostClasses = 64

  /// The table; of many classes, the pairs that are mistaken most.
  var markup: Markup {
    confusion.names.count <= Self.mostClasses ? heatTable : mistakes.markup
  }

  private var heatTable: Markup {
    let caption = "Steps by class: rows are the data's, columns what is told"
    return ScrollBox(label: caption) {
      """
      <table class="heat"><caption><span>\(caption)</span></caption>
      <thead><tr><th scope="col">class</th>
      \(confusion.names.map { "<th scope=\"col\">\($0)</th>" })</tr></thead>
      <tbody>
      \(confusion.table.enumerated().map(row))
      </tbody></table>
      """
    }.markup
  }

  private func row(_ index: Int, _ counts: [Int]) -> Markup {
    let steps = max(confusion.steps(of: index), 1)
    let cells: [Markup] = counts.enumerated().map { told, count in
      let share = 100 * count / steps
      return """
        <td class="\(told == index ? "right" : "wrong")" style="--share:\
        \(count > 0 ? max(share, 5) : 0)%">\(count.grouped)</td>
        """
    }
    return """
      <tr><th scope="row">\(confusion.names[index])</th>\(cells)</tr>
      """
  }

  /// The pairs of classes that are mistaken most, the most frequent first.
  private var mistakes: DataTable {
    var pairs: [(true: Int, told: Int, steps: Int)] = []
    for (index, counts) in confusion.counts.enumerated() {
      for (told, steps) in counts.enumerated() where told != index && steps > 0
      {
        pairs.append((index, told, steps))
      }
    }
    pairs.sort { ($1.steps, $0.true, $0.told) < ($0.steps, $1.true, $1.told) }
    return DataTable(
      caption: "The 20 mistakes that occur most, of \(pairs.count.grouped)",
      head: ["class of the data", "class told", "steps"],
      rows: pairs.prefix(20).map {
        [
          confusion.names[$0.true], confusion.names[$0.told], $0.steps.grouped,
        ]
      })
  }
}
