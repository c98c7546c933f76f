import Foundation
import SwiftletCells
import SwiftletDatasets
import SwiftletRuntime

/// What the middle of 60 bases of a primate's gene is: a donor (an exon ends, an
/// intron begins), an acceptor (the reverse) or neither.
///
/// `file` has a line for each stretch: its class, a tab and its bases. Of equal
/// stretches one is kept; every fourth is of the test part. A timestep is a
/// base, a column each for A, C, G and T; the class is that of the last one.
struct SpliceJunctions: Story {
  static let name = "splice_junctions"
  private static let bases = Array("ACGT")

  private let settings: Settings

  init(_ settings: Settings) { self.settings = settings }

  func data() throws -> [CSVFile] {
    guard let path = settings.text("file") else {
      throw GalleryError("give file=STRETCHES, a class, a tab and bases a line")
    }
    let lines = try String(contentsOfFile: path, encoding: .utf8)
      .split(separator: "\n").map { $0.split(separator: "\t") }
    var seen: Set<Substring> = []
    let stretches = lines.filter { seen.insert($0[1]).inserted }.enumerated()
    return ["train.csv", "test.csv"].enumerated().map { part, name in
      var file = CSVFile(
        name, columns: ["seq"] + Self.bases.map(String.init) + ["label"])
      for (index, stretch) in stretches
      where (index % 4 == 3) == (part == 1) {
        for row in Self.rows(stretch[1], class: stretch[0]) {
          file.add(["\(index)"] + row)
        }
      }
      return file
    }
  }

  private static func rows(
    _ stretch: Substring, class name: Substring
  ) -> [[String]] {
    stretch.enumerated().map { step, base in
      bases.map { $0 == base ? "1" : "0" }
        + [step == stretch.count - 1 ? String(name) : ""]
    }
  }

  func baselines(_ folder: DataFolder) throws -> [Baseline] {
    let network = FeedForward(
      window: 60,
      epochs: try settings.count("epochs", default: 20, in: 1...1000),
      noise: 0.7, scoring: .lastStep, seed: try settings.seed())
    return [
      Baseline(
        "the likeliest class", Counts.accuracy(folder) { _, _ in 0 }),
      Baseline("weight matrix", WeightMatrix(folder.train).score(folder.test)),
      Baseline("feed-forward on all bases", try network.score(folder)),
    ]
  }
}

/// The probability of each base at each place of a class's stretches, from
/// counts and one more of each, the places taken for independent (Staden 1984).
private struct WeightMatrix {
  // By class: its stretches, and at each place those with each base.
  private var counts: [Int: (all: Int, places: [[Int]])] = [:]

  init(_ data: Dataset) {
    for sequence in data.sequences {
      for (step, label) in sequence.labels {
        var count =
          counts[label] ?? (0, Array(repeating: [0, 0, 0, 0], count: step + 1))
        count.all += 1
        for (place, base) in sequence.bases.enumerated() {
          count.places[place][base] += 1
        }
        counts[label] = count
      }
    }
  }

  /// The share of stretches whose likeliest class is theirs.
  func score(_ data: Dataset) -> Double {
    data.sequences.flatMap { sequence in
      sequence.labels.map { _, label in
        counts.keys.max {
          probability($0, sequence.bases) < probability($1, sequence.bases)
        } == label
      }
    }.share
  }

  /// The logarithm of the probability of a class and its bases, but for what is
  /// the same for all classes.
  private func probability(_ label: Int, _ bases: [Int]) -> Double {
    guard let (all, places) = counts[label] else { return -.infinity }
    return zip(places, bases).reduce(log(Double(all))) {
      $0 + log(Double($1.0[$1.1] + 1) / Double(all + 4))
    }
  }
}

extension DataSequence {
  /// The base of each timestep, by its column.
  fileprivate var bases: [Int] {
    (0..<timesteps).map { features(at: $0).firstIndex(of: 1) ?? 0 }
  }
}
