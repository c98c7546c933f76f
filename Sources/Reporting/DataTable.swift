/// A table with a heading for each column and each row, which scrolls in a box
/// of its own where it is wider than the page.
struct DataTable {
  /// What the table shows.
  let caption: String
  /// The columns' headings.
  let head: [String]
  /// The rows; a row's first cell is its heading.
  let rows: [[String]]
  /// Whether the last column is of words, not of figures.
  var endsInWords = false

  /// The table's markup.
  var markup: Markup {
    ScrollBox(label: caption) {
      """
      <table class="\(endsInWords ? "words" : "numbers")"><caption><span>\(caption)</span></caption>
      <thead><tr>\(head.map(heading))</tr></thead>
      <tbody>
      \(rows.map(row))
      </tbody></table>
      """
    }.markup
  }

  private func heading(_ text: String) -> Markup {
    "<th scope=\"col\">\(text)</th>"
  }

  private func row(_ cells: [String]) -> Markup {
    let values: [Markup] = cells.dropFirst().map { "<td>\($0)</td>" }
    return "<tr><th scope=\"row\">\(cells[0])</th>\(values)</tr>"
  }
}

/// A box that scrolls sideways where its content is wider than the page, by
/// keys too.
struct ScrollBox {
  /// What the box holds, for a screen reader.
  let label: String
  /// The content.
  let content: () -> Markup

  /// The box's markup.
  var markup: Markup {
    """
    <div class="wide" role="group" tabindex="0" aria-label="\(label)">
    \(content())
    </div>
    """
  }
}

/// Terms and what each is.
struct FactList {
  /// The terms, in their order.
  let facts: [(term: String, value: String)]

  /// The list's markup.
  ///
  /// - Parameter style: the class of the style sheet that lays it out.
  func markup(_ style: String = "facts") -> Markup {
    let facts: [Markup] = facts.map {
      "<div><dt>\($0.term)</dt><dd>\($0.value)</dd></div>"
    }
    return "<dl class=\"\(style)\">\(facts)</dl>"
  }
}
