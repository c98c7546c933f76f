/// What lines of charts are, by the class that draws them.
struct LineLegend {
  /// The class of the style sheet, and what it is for.
  let keys: [(style: String, text: String)]

  /// The legend's markup.
  var markup: Markup {
    let items: [Markup] = keys.map { key in
      """
      <li><svg width="28" height="12" aria-hidden="true"><path class="\
      \(key.style)" d="M1,6h26"/></svg> \(key.text)</li>
      """
    }
    return "<ul class=\"legend\">\(items)</ul>"
  }
}
