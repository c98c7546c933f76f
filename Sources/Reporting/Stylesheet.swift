/// How the page looks: in light and in dark, on a phone and on a desk.
enum Stylesheet {
  /// The rules; colours of text have a contrast of 4.5 or more on theirs.
  static let rules: Markup = """
    :root { color-scheme: light dark; --page: #ffffff; --panel: #f3f5f8;
      --text: #1b2733; --muted: #4b5866; --edge: #cfd6de; --link: #1d4ed8;
      --float: #6b7785; --quantized: #c2410c; --target: #1d4ed8;
      --truth: #dbe7ff; --right: #3b82f6; --wrong: #fb923c; --warn: #b45309; }
    @media (prefers-color-scheme: dark) {
      :root { --page: #11161c; --panel: #1a212a; --text: #e6edf3;
        --muted: #a7b3c0; --edge: #36424f; --link: #8ab4ff; --float: #8b98a6;
        --quantized: #fb923c; --target: #7db3ff; --truth: #1e3357;
        --right: #2563eb; --wrong: #c2410c; --warn: #fbbf24; } }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; }
    body { margin: 0 auto; max-width: 66rem; padding: 1.5rem 1rem 3rem;
      background: var(--page); color: var(--text);
      font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
    h1 { font-size: 1.8rem; line-height: 1.2; margin: 0 0 .5rem; }
    h2 { font-size: 1.3rem; margin: 0 0 .75rem; }
    h3 { font-size: 1.05rem; margin: 1.5rem 0 .5rem; }
    p { margin: 0 0 1rem; max-width: 46rem; }
    a { color: var(--link); }
    :focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
    .skip { position: absolute; left: -99rem; }
    .skip:focus { left: 1rem; top: .5rem; padding: .5rem 1rem;
      background: var(--page); }
    .kind, caption, figcaption, footer, dt { color: var(--muted); }
    .kind { margin: 0; }
    nav ul, .legend { list-style: none; margin: 0 0 1rem; padding: 0;
      display: flex; flex-wrap: wrap; gap: .4rem 1.2rem; }
    section { border-top: 1px solid var(--edge); padding: 1.5rem 0 .5rem; }
    dl { margin: 0 0 1.5rem; }
    dd { margin: 0; }
    .figures { display: grid; gap: .75rem;
      grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); }
    .figures div { background: var(--panel); border-radius: .5rem;
      padding: .6rem .9rem; }
    .figures dd { font-size: 1.3rem; font-weight: 600; }
    .facts div { display: grid; grid-template-columns: 9rem 1fr;
      padding: .15rem 0; }
    .findings { border-left: .3rem solid var(--warn); padding: .1rem 1rem;
      background: var(--panel); margin: 0 0 1.5rem; }
    .findings h2 { font-size: 1.05rem; margin: .6rem 0 0; }
    .findings ul { margin: .4rem 0 .8rem; padding-left: 1.2rem; }
    .wide { overflow-x: auto; margin: 0 0 1.5rem; max-width: 100%; }
    table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
    caption { text-align: left; padding: 0 0 .3rem; }
    caption span { display: block; width: fit-content; position: sticky;
      left: 0; max-width: calc(100vw - 2rem); }
    th, td { text-align: right; padding: .3rem .75rem; white-space: nowrap;
      border-bottom: 1px solid var(--edge); }
    th { font-weight: 600; }
    thead th { vertical-align: bottom; white-space: normal; min-width: 4.5rem;
      max-width: 10rem; overflow-wrap: break-word; }
    th:first-child { text-align: left; padding-left: 0; min-width: 7rem;
      max-width: 16rem; white-space: normal; overflow-wrap: break-word; }
    .words td:last-child, .words thead th:last-child { text-align: left;
      white-space: normal; min-width: 14rem; }
    tbody th { font-weight: 400; position: sticky; left: 0;
      background: var(--page); }
    .heat td, .heat thead th { padding: .3rem .5rem; min-width: 3rem; }
    .heat thead th:first-child { padding-left: 0; }
    .heat td { border: 1px solid var(--page); }
    .heat .right { background: color-mix(in srgb, var(--right)
      calc(var(--share) * .45), var(--page)); }
    .heat .wrong { background: color-mix(in srgb, var(--wrong)
      calc(var(--share) * .45), var(--page)); }
    .charts { display: grid; gap: 1.5rem;
      grid-template-columns: repeat(auto-fill, minmax(min(100%, 26rem), 1fr)); }
    .charts .wide { min-width: 0; }
    figure { margin: 0; min-width: 0; }
    figure svg { display: block; width: 100%; height: auto; }
    .legend svg { vertical-align: middle; }
    svg text { font-size: 12px; fill: var(--muted); }
    .middle { text-anchor: middle; }
    .end { text-anchor: end; }
    .frame { fill: none; stroke: var(--edge); }
    .grid { stroke: var(--edge); stroke-width: .6; }
    .boundary { stroke: var(--muted); stroke-width: .8;
      stroke-dasharray: 1 3; }
    .float, .quantized, .target, .error { fill: none; stroke-linejoin: round;
      stroke-linecap: round; }
    .float { stroke: var(--float); stroke-width: 3; }
    .quantized { stroke: var(--quantized); stroke-width: 1.2; }
    .target { stroke: var(--target); stroke-width: 1.4;
      stroke-dasharray: 3 3; }
    .error { stroke: var(--quantized); stroke-width: 1; }
    .dot { fill: none; stroke: var(--float); stroke-width: 7;
      stroke-linecap: round; }
    .chosen { stroke: var(--quantized); }
    .truth { fill: var(--truth); }
    .bar { fill: var(--quantized); stroke: var(--page); stroke-width: .5; }
    @media (max-width: 40rem) {
      body { padding: 1rem .75rem 2rem; }
      h1 { font-size: 1.4rem; }
      th, td { padding: .3rem .4rem; }
      thead th { min-width: 4rem; }
      th:first-child { min-width: 5.5rem; max-width: 9rem; }
      .facts div { grid-template-columns: 1fr; padding: .3rem 0; } }
    @media print {
      nav, .skip { display: none; }
      .wide { overflow: visible; }
      figure, tr { break-inside: avoid; } }
    """
}
