/// What every page has around its sections: head, contents and foot.
struct PageFrame {
  /// The page's title.
  let title: String
  /// The text of the link over the contents.
  let skip: String
  /// The head of the page.
  let summary: Markup
  /// The page's parts.
  let sections: [ReportSection]
  /// What the foot says.
  let footer: String

  /// The page.
  var document: Markup {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8"/>
    <meta name="viewport" content="width=device-width, initial-scale=1"/>
    <meta name="color-scheme" content="light dark"/>
    <title>\(title)</title>
    <style>
    \(Stylesheet.rules)
    </style>
    </head>
    <body>
    <a class="skip" href="#content">\(skip)</a>
    <header>
    \(summary)
    <nav aria-label="Contents"><ul>
    \(sections.map(\.link))
    </ul></nav>
    </header>
    <main id="content" tabindex="-1">
    \(sections.map(\.markup))
    </main>
    <footer><p>\(footer)</p></footer>
    </body>
    </html>

    """
  }
}
