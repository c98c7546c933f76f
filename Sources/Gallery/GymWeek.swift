import Foundation
import SwiftletCells
import SwiftletDatasets
import SwiftletTraining

/// A gym-goer's days: what comes tomorrow follows from the exercise before, but
/// for Sundays and poor health, and some days are not written down.
///
/// The routine has five places: core, legs, pull, push, run. From one day to
/// the next
///
/// - on a Sunday the person walks, with probability 0.9;
/// - else after a day of poor health (below 0.25; health is uniform in 0...1
///   and independent from day to day) the person walks, with probability 0.85;
/// - else the routine goes on to its next place with probability 0.93, and
///   jumps to any of the five with probability 0.07.
///
/// A walk leaves the routine where it is. From November to February the run is
/// a swim. Each day is missed with one probability: its row is empty, but the
/// next day's exercise is still to be told.
struct GymWeek: Story {
  static let name = "gym_week"
  /// In the order of the alphabet, which is that of the data's classes.
  static let classes = [
    "core", "legs", "pull", "push", "run", "swim", "walk",
  ]
  static let (places, run, swim, walk) = (5, 4, 5, 6)
  static let (sundayWalk, poorWalk, onward, poor) = (0.9, 0.85, 0.93, 0.25)

  private let seed: UInt64
  private let missed: Double
  private let people: Int
  private let epochs: Int
  private static let days = 90

  init(_ settings: Settings) throws {
    seed = try settings.seed()
    missed = try settings.number("missed", default: 0, in: 0...0.9)
    people = try settings.count("people", default: 300, in: 20...100_000)
    epochs = try settings.count("epochs", default: 40, in: 1...1000)
  }

  func data() throws -> [CSVFile] {
    [
      file("train.csv", people: people, stream: 1),
      file("test.csv", people: people / 3, stream: 2),
    ]
  }

  private func file(_ name: String, people: Int, stream: UInt64) -> CSVFile {
    var random = RandomSource(seed: seed, stream: [stream])
    var gaps = RandomSource(seed: seed, stream: [stream, 1])
    var file = CSVFile(
      name,
      columns: [
        "seq", "day_sin", "day_cos", "month_sin", "month_cos", "health",
      ]
        + Self.classes + ["label_next"])
    for person in 0..<people {
      let first = Int(random.uniform() * 365 * 7)
      let diary = Self.diary(from: first, days: Self.days + 1, &random)
      for (day, entry) in diary.dropLast().enumerated() {
        let fields =
          gaps.uniform() < missed
          ? Array(repeating: "", count: 5 + Self.classes.count)
          : Self.fields(of: entry, on: first + day)
        file.add(
          ["\(person) from \(first)"] + fields
            + [Self.classes[diary[day + 1].exercise]])
      }
    }
    return file
  }

  private typealias Entry = (health: Double, exercise: Int)

  private static func diary(
    from first: Int, days: Int, _ random: inout RandomSource
  ) -> [Entry] {
    var place = Int(random.uniform() * Double(places))
    var isPoor = false
    return (first..<first + days).map { day in
      let health = (random.uniform() * 100).rounded(.down) / 100
      defer { isPoor = health < poor }
      if random.uniform() < walkProbability(on: day, isPoor: isPoor) {
        return (health, walk)
      }
      place =
        random.uniform() < onward
        ? (place + 1) % places : Int(random.uniform() * Double(places))
      return (health, exercise(at: place, on: day))
    }
  }

  /// The probability of a walk on a day, after a day of poor health or not.
  static func walkProbability(on day: Int, isPoor: Bool) -> Double {
    day % 7 == 6 ? sundayWalk : isPoor ? poorWalk : 0
  }

  /// What a place of the routine is on a day.
  static func exercise(at place: Int, on day: Int) -> Int {
    let isWinter = month(day) >= 10 || month(day) < 2
    return place == run && isWinter ? swim : place
  }

  /// The exercise that a row tells; nil of a missed day.
  static func exercise(in features: [Double]) -> Int? {
    features[5...].firstIndex(of: 1).map { $0 - 5 }
  }

  /// The first day of a diary, as its name says.
  static func firstDay(of sequence: DataSequence) -> Int {
    sequence.id.split(separator: " ").last.flatMap { Int($0) } ?? 0
  }

  /// The month of a day, 0 for January.
  private static func month(_ day: Int) -> Int { day % 365 * 12 / 365 }

  private static func fields(of entry: Entry, on day: Int) -> [String] {
    let week = 2 * Double.pi * Double(day % 7) / 7
    let year = 2 * Double.pi * Double(month(day)) / 12
    return [sin(week), cos(week), sin(year), cos(year)].map { $0.text(3) }
      + [entry.health.text(2)]
      + classes.indices.map { $0 == entry.exercise ? "1" : "0" }
  }

  func baselines(_ folder: DataFolder) throws -> [Baseline] {
    let optimum = GymOptimum()
    let last = Counts.accuracy(folder) { sequence, step in
      Self.exercise(in: sequence.features(at: step))
    }
    let feedForward = FeedForward(epochs: epochs, seed: seed)
    return [
      Baseline("last exercise", last),
      Baseline(
        "feed-forward on day, month, health",
        try feedForward.score(folder.keeping { !Self.classes.contains($0) })),
      Baseline(
        "feed-forward on all of the day", try feedForward.score(folder)),
      Baseline("(optimum)", optimum.accuracy(folder.test)),
      Baseline(
        "(optimum on day, month, health)",
        optimum.accuracy(folder.test, remembers: false)),
    ]
  }
}
