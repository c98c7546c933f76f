import SwiftletCells
import SwiftletTraining

/// Tasks that only memory solves (Hochreiter and Schmidhuber 1997), of so many
/// steps.
///
/// - `adding`: each step has a value in 0...1 and a marker; two steps are
///   marked, one in each half, and the target of the last step is the sum of
///   their values.
/// - `copy`: a few symbols, then nothing, then a sign, from which on the symbols
///   are to be told in their order.
struct MemoryTask: Story {
  static let name = "long_memory"
  private static let (kinds, length) = (4, 3)

  private let seed: UInt64
  private let steps: Int
  private let count: Int
  private let copies: Bool

  init(_ settings: Settings) throws {
    seed = try settings.seed()
    steps = try settings.count("steps", default: 100, in: 10...10_000)
    count = try settings.count("sequences", default: 4000, in: 20...1_000_000)
    switch settings.text("task") ?? "adding" {
    case "adding": copies = false
    case "copy": copies = true
    case let other:
      throw GalleryError("task=\(other); give adding or copy")
    }
  }

  func data() throws -> [CSVFile] {
    let parts = [("train.csv", count, UInt64(1)), ("test.csv", 1000, 2)]
    return parts.map { name, count, part in
      var random = RandomSource(seed: seed, stream: [part])
      var file = CSVFile(
        name,
        columns: copies
          ? ["seq", "symbol", "label"]
          : ["seq", "value", "marker", "target_sum"])
      for sequence in 0..<min(count, self.count) {
        for row in copies ? copy(&random) : adding(&random) {
          file.add(["\(sequence)"] + row)
        }
      }
      return file
    }
  }

  private func adding(_ random: inout RandomSource) -> [[String]] {
    let half = Double(steps / 2)
    let marked = [
      Int(random.uniform() * half), steps / 2 + Int(random.uniform() * half),
    ]
    let values = (0..<steps).map { _ in
      (random.uniform() * 1000).rounded() / 1000
    }
    let sum = marked.reduce(0) { $0 + values[$1] }
    return values.indices.map { step in
      [
        values[step].text(3), marked.contains(step) ? "1" : "0",
        step == steps - 1 ? sum.text(3) : "",
      ]
    }
  }

  /// Symbols 1 and above are copied; 0 is nothing, the last the sign.
  private func copy(_ random: inout RandomSource) -> [[String]] {
    let symbols = (0..<Self.length).map { _ in
      Int(random.uniform() * Double(Self.kinds))
    }
    let wait = Array(repeating: ["0", ""], count: steps - 1)
    return symbols.map { ["\($0 + 1)", ""] } + wait
      + symbols.enumerated().map { place, symbol in
        [place == 0 ? "\(Self.kinds + 1)" : "0", "\(symbol)"]
      }
  }

  func baselines(_ folder: DataFolder) throws -> [Baseline] {
    guard !copies else {
      return [
        Baseline(
          "the likeliest symbol", Counts.accuracy(folder) { _, _ in 0 })
      ]
    }
    let mean = folder.train.lastTargets.mean
    let errors = folder.test.lastTargets.map { ($0 - mean) * ($0 - mean) }
    return [Baseline("the mean", errors.mean)]
  }
}
