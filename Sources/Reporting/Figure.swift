/// A drawing with its title, which a screen reader reads with a description.
struct Figure {
  /// What tells the drawing from others of the page.
  let id: String
  /// What is drawn.
  let title: String
  /// What the drawing shows, in words.
  let description: String
  /// The size of the drawing's own units.
  let width, height: Int
  /// The drawing.
  let content: Markup

  /// The figure's markup.
  var markup: Markup {
    """
    <figure>
    <figcaption>\(title)</figcaption>
    <svg viewBox="0 0 \(width) \(height)" role="img" aria-labelledby="\
    \(id)-title \(id)-description">
    <title id="\(id)-title">\(title)</title>
    <desc id="\(id)-description">\(description)</desc>
    \(content)
    </svg>
    </figure>
    """
  }
}
