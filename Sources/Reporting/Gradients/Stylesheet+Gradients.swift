extension Stylesheet {
  /// The rules of pages on gradients, beside those of every page.
  static let gradientRules: Markup = """

    .equation { background: var(--panel); border-radius: .5rem;
      padding: .5rem .9rem; overflow-x: auto; font-family: serif;
      font-size: 1.1rem; white-space: nowrap; max-width: 100%; }
    .equation p { margin: .35rem 0; }
    .rest, .hidden, .cell { fill: none; stroke-linejoin: round;
      stroke-linecap: round; }
    .rest { stroke: var(--float); stroke-width: 3; }
    .hidden { stroke: var(--quantized); stroke-width: 1.6; }
    .cell { stroke: var(--target); stroke-width: 1.8;
      stroke-dasharray: 4 3; }
    .less { fill: color-mix(in srgb, var(--target) var(--share),
      var(--page)); }
    .more { fill: var(--quantized); }
    .less, .more { shape-rendering: crispEdges; }
    """
}
