import CSwiftlet

/// A page of sections under a head: one file of HTML without scripts, which
/// needs nothing else.
struct Page {
  /// The page's title.
  let title: String
  /// What the link over the contents skips to, such as `the report`.
  let subject: String
  /// What stands above the contents.
  let head: Markup
  /// The parts below them.
  let sections: [ReportSection]
  /// Rules beside those of every page.
  var rules: Markup = ""
  /// What the last line says after the program's name and version.
  var note = ""

  /// The page's markup.
  var markup: Markup {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8"/>
    <meta name="viewport" content="width=device-width, initial-scale=1"/>
    <meta name="color-scheme" content="light dark"/>
    <title>\(title)</title>
    <style>
    \(Stylesheet.rules)\(rules)
    </style>
    </head>
    <body>
    <a class="skip" href="#content">Skip to \(subject)</a>
    <header>
    \(head)
    <nav aria-label="Contents"><ul>
    \(sections.map(\.link))
    </ul></nav>
    </header>
    <main id="content" tabindex="-1">
    \(sections.map(\.markup))
    </main>
    <footer><p>Written by Swiftlet \(SWIFTLET_VERSION)\(note).</p></footer>
    </body>
    </html>

    """
  }
}
