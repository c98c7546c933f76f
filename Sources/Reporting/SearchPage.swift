public import SwiftletCells

/// A page that shows what a search has found: scores over costs, with their
/// Pareto fronts, and a table of the trials.
///
/// It is one file of HTML without scripts, and the same for the same trials.
public struct SearchPage {
  private let data: String
  private let metric: Metric
  private let trials: [Trial]
  private let limits: Limits
  private let facts: [(term: String, value: String)]

  /// A candidate that was trained.
  public struct Trial: Sendable {
    /// The trial's number.
    public let number: Int
    /// What tells the candidate from others.
    public let settings: String
    /// The quantized model's score, and the float model's.
    public let score, floatScore: Double
    /// Bytes of flash and of RAM.
    public let flash, ram: Int
    /// Instructions of a step; nil where no core was named.
    public let instructions: Int?

    /// Makes a trial.
    public init(
      number: Int, settings: String, score: Double, floatScore: Double,
      flash: Int, ram: Int, instructions: Int?
    ) {
      self.number = number
      self.settings = settings
      self.score = score
      self.floatScore = floatScore
      self.flash = flash
      self.ram = ram
      self.instructions = instructions
    }
  }

  /// The most that a model may cost; nil for no limit.
  public struct Limits: Sendable {
    /// Bytes of flash, and instructions of a step.
    public let flash, instructions: Int?

    /// Makes limits.
    public init(flash: Int?, instructions: Int?) {
      self.flash = flash
      self.instructions = instructions
    }
  }

  /// A page of trials.
  ///
  /// - Parameters:
  ///   - data: What the data are called.
  ///   - metric: What the scores are.
  ///   - trials: The trials, the best first; at least one.
  ///   - limits: The budget.
  ///   - facts: What was searched, in terms and what each is.
  public init(
    data: String, metric: Metric, trials: [Trial], limits: Limits,
    facts: [(term: String, value: String)]
  ) {
    self.data = data
    self.metric = metric
    self.trials = trials
    self.limits = limits
    self.facts = facts
  }

  /// The page's text.
  public var page: String {
    Page(
      title: "Search on \(data)", subject: "the trials", head: summary,
      sections: [chartSection, trialSection, searchSection]
    ).markup.text
  }

  private var summary: Markup {
    """
    <p class="kind">Networks, tried on \(data)</p>
    <h1>Search on \(data)</h1>
    <p>\(trials.count.counted("trial")). A score is the quantized model's \
    \(metric.title) on sequences that its training held out.</p>
    \(FactList(facts: keyFigures).markup("figures"))
    """
  }

  private var keyFigures: [(term: String, value: String)] {
    let best = trials[0]
    var figures: [(term: String, value: String)] = [
      ("best \(metric.title)", text(best.score)),
      ("its trial", "\(best.number)"),
      ("flash, bytes", best.flash.grouped),
      ("RAM, bytes", best.ram.grouped),
    ]
    if let instructions = best.instructions {
      figures.append(("instructions a step", instructions.grouped))
    }
    return figures
  }

  private var chartSection: ReportSection {
    let charts = [flashChart, instructionChart].compactMap { $0?.figure.markup }
    return ReportSection(
      id: "charts", title: "Score and cost",
      body: """
        <p>Each dot is a trial. The line joins the Pareto front: the trials \
        that no cheaper one answers as well as. A dotted line is the \
        budget, where it is near.</p>
        <div class="charts">
        \(charts)
        </div>
        """)
  }

  private var flashChart: FrontChart? {
    FrontChart(
      id: "flash", cost: "flash, bytes", metric: metric,
      points: trials.map { ($0.score, $0.flash) }, limit: limits.flash)
  }

  private var instructionChart: FrontChart? {
    let points = trials.compactMap { trial in
      trial.instructions.map { (trial.score, $0) }
    }
    guard points.count == trials.count else { return nil }
    return FrontChart(
      id: "instructions", cost: "instructions a step", metric: metric,
      points: points, limit: limits.instructions)
  }

  private var trialSection: ReportSection {
    let flash = Set(metric.front(of: trials.map { ($0.score, $0.flash) }))
    let work = Set(
      metric.front(of: trials.map { ($0.score, $0.instructions ?? 0) }))
    let hasWork = instructionChart != nil
    let table = DataTable(
      caption: "Trials, the best first",
      head: ["trial", metric.title, "float", "flash, bytes", "RAM, bytes"]
        + (hasWork ? ["instructions a step"] : [])
        + ["on the front of", "settings"],
      rows: trials.prefix(Self.mostRows).enumerated().map { index, trial in
        let fronts =
          (flash.contains(index) ? ["flash"] : [])
          + (hasWork && work.contains(index) ? ["instructions"] : [])
        return ["\(trial.number)", text(trial.score), text(trial.floatScore)]
          + [trial.flash.grouped, trial.ram.grouped]
          + (hasWork ? [(trial.instructions ?? 0).grouped] : [])
          + [fronts.joined(separator: ", "), trial.settings]
      }, endsInWords: true)
    return ReportSection(
      id: "trials", title: "Trials",
      body: """
        \(table.markup)
        \(trials.count > Self.mostRows ? "<p>Others are left out.</p>" : "")
        """)
  }

  private static let mostRows = 200

  private var searchSection: ReportSection {
    ReportSection(
      id: "search", title: "What was searched",
      body: FactList(facts: facts).markup())
  }

  private func text(_ score: Double) -> String {
    metric == .accuracy ? score.percent : score.short
  }
}

/// Scores over a cost, with the Pareto front.
struct FrontChart {
  /// What tells the drawing from others of the page.
  let id: String
  /// What the cost counts.
  let cost: String
  let metric: Metric
  /// The trials.
  let points: [(score: Double, cost: Int)]
  /// The most that a model may cost; nil for no limit.
  let limit: Int?

  /// The drawing.
  var figure: Figure {
    Figure(
      id: id, title: "\(metric.title) over \(cost)", description: description,
      width: 400, height: 270,
      content: """
        \(area.frame)\(area.yGrid)
        \(shownLimit.map { area.rule(at: $0, "boundary") } ?? "")
        \(area.line(points.map { [place($0)] }, "dot"))
        \(area.line([steps], "target"))
        \(area.line(front.map { [place($0)] }, "dot chosen"))
        \(area.heading(metric.title))
        \(area.xTicks(cost))
        """)
  }

  /// The points of the front, the least cost first.
  private var front: [(score: Double, cost: Int)] {
    metric.front(of: points).map { points[$0] }
  }

  /// The front as stairs: a cost's best score.
  private var steps: [(x: Double, y: Double)] {
    var steps: [(x: Double, y: Double)] = []
    for point in front.map(place) {
      if let last = steps.last { steps.append((point.x, last.y)) }
      steps.append(point)
    }
    return steps
  }

  private func place(
    _ point: (score: Double, cost: Int)
  ) -> (x: Double, y: Double) { (Double(point.cost), point.score) }

  private var area: ChartArea {
    let costs = points.map { Double($0.cost) } + [shownLimit].compactMap { $0 }
    return ChartArea(
      x: Axis(showing: costs, isRound: true),
      y: Axis(showing: points.map(\.score), isRound: true), left: 58, top: 24,
      width: 320, height: 198)
  }

  /// The budget, where it does not press the trials together.
  private var shownLimit: Double? {
    let most = points.map(\.cost).max() ?? 0
    return limit.flatMap { $0 <= 2 * most ? Double($0) : nil }
  }

  private var description: String {
    let ends = [front.first, front.last].compactMap { $0 }.map {
      "\($0.score.short) for \($0.cost.grouped)"
    }
    return "\(points.count.counted("trial")); the front has \(front.count), "
      + "from \(ends.joined(separator: " to "))."
  }
}
