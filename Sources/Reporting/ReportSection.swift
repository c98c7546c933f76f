/// A part of the page under a heading of its own.
struct ReportSection {
  /// What links to the part.
  let id: String
  /// The heading.
  let title: String
  /// What stands below it.
  let body: Markup

  /// The part's markup.
  var markup: Markup {
    """
    <section id="\(id)" aria-labelledby="\(id)-title">
    <h2 id="\(id)-title">\(title)</h2>
    \(body)
    </section>
    """
  }

  /// The part's entry in the list of contents.
  var link: Markup { "<li><a href=\"#\(id)\">\(title)</a></li>" }
}
