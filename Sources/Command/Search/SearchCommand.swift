import ArgumentParser
import CSwiftlet
import Foundation
import Swiftlet
import SwiftletCells
import SwiftletDatasets
import SwiftletFiles
import SwiftletImporting
import SwiftletQuantization

/// `swiftlet search`: tries networks, widths and options of training within a
/// budget.
struct SearchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Find the network that answers best within a device's budget.",
    discussion: """
      Every option under "Grid" takes several values, separated by commas; a \
      candidate is a combination of them. What a candidate costs is known \
      before it is trained, and one beyond the budget is skipped. Each of the \
      others is trained as train does and quantized as quantize does, and the \
      integers are scored on the sequences that the training held out; the \
      test part is scored once, with the best.

      Each result is a line of the file of --results. The same command goes on \
      where it was interrupted. Parts of a search can run on several machines \
      with --shard and a file each; the same command without --shard and with \
      --merge then ends as one run does, to the byte.
      """)

  @OptionGroup(title: "Data") var data: DataOptions

  @Option(help: "At which steps the outputs count (default: the data's).")
  var scoring: Scoring?

  @Option(help: ArgumentHelp(GapPolicy.help + "."))
  var gaps = GapPolicy.hold

  @OptionGroup(title: "Grid") var grid: GridArguments
  @OptionGroup(title: "All candidates") var shared: SharedArguments
  @OptionGroup(title: "Budget") var budget: BudgetArguments

  @Option(
    parsing: .unconditional,
    help: """
      The share of the training part that each training holds out, to pick its \
      epoch and to be scored on.
      """)
  var validation = 0.2

  @Option(
    parsing: .unconditional,
    help: """
      Try so many candidates of those within the budget, chosen at random \
      (default: all).
      """)
  var trials: Int?

  @Option(
    parsing: .unconditional, help: "With --trials: what chooses them.")
  var trialSeed: UInt64 = 1

  @Option(
    parsing: .unconditional,
    help: """
      How many trials run at once (default: one a core); it changes no result.
      """)
  var jobs: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Run the k-th of n parts of the trials alone.", valueName: "k/n"))
  var shard: Shard?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Take the results of these files on, of the same search or its parts.",
      valueName: "files"))
  var merge: [String] = []

  @Option(
    help: "The file of the results, a JSON object a line.",
    completion: .file(extensions: ["jsonl"]))
  var results = "search.jsonl"

  @Option(
    help: "Also write a page that shows the trials: one HTML file.",
    completion: .file(extensions: ["html"]))
  var report: String?

  @Option(
    help: """
      Write the best candidate's quantized model, and its float model beside \
      it with the ending .safetensors.
      """,
    completion: .file(extensions: ["swlt"]))
  var out: String?

  @OptionGroup var output: OutputOptions

  func validate() throws {
    try check("--validation", validation, in: 0.001...0.9)
    try check("--trials", trials, in: 1...SearchGrid.mostCandidates)
    try check("--jobs", jobs, in: 1...1024)
    guard shard == nil || report == nil && out == nil && merge.isEmpty else {
      throw ValidationError(
        "--report, --out and --merge are of a whole search: give them without "
          + "--shard, once all parts are there.")
    }
    try searchGrid.check()
  }

  func run() throws {
    let source = try data.source()
    let files = try SearchOutputs(
      results: results, report: report, model: out, reading: source.paths,
      merging: merge)
    try files.results.reserve()
    defer { files.results.release() }
    let search = try Search(
      on: source, budget: budget.budget, scoring: scoring, gapPolicy: gaps,
      validationFraction: validation)
    let plan = try SearchPlan(
      searchGrid, search, count: trials, seed: trialSeed)
    try checkHeldOut(search, plan.trials[0].candidate)
    let header = header(search, plan)
    Console.message(
      "\(source.name): \(plan.candidates) candidates, \(plan.overBudget) over "
        + "the budget, \(plan.trials(of: shard).count) to try")
    let file = try SearchFile(files.results, header, plan)
    for path in merge { try file.merge(path) }
    leaveResultsWhenInterrupted(files.results)
    try run(search, plan, file)
    try file.finish()
    guard shard == nil else { return try reportPart(file) }
    try conclude(search, plan, file, header, files)
  }

  private var searchGrid: SearchGrid { SearchGrid(grid: grid, shared: shared) }

  private func header(_ search: Search, _ plan: SearchPlan) -> SearchHeader {
    let options =
      [searchGrid.text] + shared.text
      + [scoring.map { "--scoring \($0.name)" }].compactMap { $0 }
      + ["--gaps \(gaps.name)", "--validation \(validation)"] + budget.text
      + (trials.map { ["--trials \($0) --trial-seed \(trialSeed)"] } ?? [])
    return SearchHeader(
      version: SWIFTLET_VERSION, data: search.source.name,
      dataHash: String(search.dataFingerprint, radix: 16),
      options: options.joined(separator: " "), candidates: plan.candidates,
      overBudget: plan.overBudget, trials: plan.trials(of: nil).count,
      shard: shard?.text)
  }

  /// Makes sure that trainings hold something out.
  private func checkHeldOut(
    _ search: Search, _ candidate: SearchCandidate
  ) throws {
    func isEnough(_ share: Double) -> Bool {
      var candidate = candidate
      candidate.training.validationFraction = share
      return (try? search.heldOut(candidate))?.isEmpty == false
    }
    guard !isEnough(validation) else { return }
    let remedy = [0.25, 0.3, 0.4, 0.5].first { $0 > validation && isEnough($0) }
    throw CommandError(
      "a share of \(validation) of the data is too little to hold out and to "
        + "score on; give "
        + (remedy.map { "--validation \($0)" } ?? "more sequences"))
  }

  private func leaveResultsWhenInterrupted(_ file: OutputFile) {
    let (part, name) = (file.partialPath, results)
    Interruption.onSignal {
      Console.lastMessage(
        "interrupted: the same command goes on from the results in \(name)")
      unlink(part)
    }
  }

  /// Runs what has no result yet.
  private func run(
    _ search: Search, _ plan: SearchPlan, _ file: SearchFile
  ) throws {
    let trials = plan.trials(of: shard)
    let waiting = trials.filter { file.records[$0.number] == nil }
    let cores = ProcessInfo.processInfo.activeProcessorCount
    try SearchRun(search, waiting) { record in
      try file.append(record)
      let done = trials.count { file.records[$0.number] != nil }
      Console.message(
        "\(done)/\(trials.count)  trial \(record.trial): \(record.outcome)  "
          + record.settings)
    }.run(jobs: jobs ?? cores)
  }

  private func reportPart(_ file: SearchFile) throws {
    let trials = file.records.count
    if output.json {
      return try output.print(["results": results, "trials": trials])
    }
    try Console.print(
      "\(results): \(trials) trials of part \(shard?.text ?? ""); the same "
        + "search without --shard and with --merge takes them together")
  }

  /// Shows the whole search, and makes the best candidate's models.
  private func conclude(
    _ search: Search, _ plan: SearchPlan, _ file: SearchFile,
    _ header: SearchHeader, _ files: SearchOutputs
  ) throws {
    var report = SearchReport(
      header, try search.metric(of: plan.trials[0].candidate),
      Array(file.records.values), varied: searchGrid.varied)
    guard let best = report.ranking.first,
      let planned = plan.trials.first(where: { $0.number == best.trial })
    else {
      throw CommandError(
        "every trial failed, the first so: "
          + (report.failures.first?.failure ?? ""))
    }
    if files.model != nil || search.source.test != nil {
      Console.message("trial \(best.trial) again, for its model")
      var candidate = planned.candidate
      candidate.training.threads = nil
      let (_, float, model) = try search.makeModels(candidate)
      report.test = try test(model, float, search.source)
      if let file = files.float { try float.write(to: file) }
      try files.model?.write(model.bytes)
    }
    try files.report?.write(
      Data(
        report.page(
          flash: budget.flash?.bytes, instructions: budget.budget.instructions
        ).utf8))
    if output.json { return try output.print(report.record) }
    try Console.print(report.text)
  }

  /// What the best models score on the test part, where there is one.
  private func test(
    _ model: Model, _ float: FloatModel, _ source: DataSource
  ) throws -> (float: Double, quantized: Double)? {
    guard source.test != nil else { return nil }
    let report = try model.verify(against: float, on: source, streamSteps: 0)
      .report
    guard report.scoredSteps > 0 else { return nil }
    return (report.floatScore, report.quantizedScore)
  }
}

extension SearchRecord {
  /// What a trial came to, for people.
  fileprivate var outcome: String {
    score.map { "\(Console.number($0, digits: 4)), \(flashBytes ?? 0) bytes" }
      ?? "failed: \(failure ?? "")"
  }
}

/// The files that a search writes.
private struct SearchOutputs {
  let results: OutputFile
  let report, model, float: OutputFile?

  /// Looks whether they can be written.
  init(
    results: String, report: String?, model: String?, reading data: [String],
    merging parts: [String]
  ) throws {
    self.results = try OutputFile(results)
    self.report = try report.map { try OutputFile($0) }
    self.model = try model.map { try OutputFile($0) }
    float = try model.map { try OutputFile(Self.floatName($0)) }
    guard self.results.isPlain else {
      throw CommandError(
        "\(results): a search goes on from its results, which a pipe and a "
          + "device do not keep; give a file's name")
    }
    let outputs = [
      ("--results", self.results), ("--report", self.report),
      ("--out", self.model), ("the float model of --out", float),
    ].compactMap { name, file in file.map { (name, $0) } }
    try OutputRule.check(
      outputs, reading: [("the data", data), ("a file of --merge", parts)])
  }

  private static func floatName(_ model: String) -> String {
    (model.hasSuffix(".swlt") ? String(model.dropLast(5)) : model)
      + ".safetensors"
  }
}
