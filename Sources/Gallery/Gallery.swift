import Foundation

/// The program of the gallery's data and baselines.
///
///     gallery data STORY FOLDER [KEY=VALUE]...      writes train.csv, test.csv
///     gallery baseline STORY FOLDER [KEY=VALUE]...  baselines' names and scores
///     gallery exact FOLDER MODEL      share of sequences with every class right
///     gallery sequences FOLDER MODEL [last]  accuracy of each sequence, or
///                                            of its last step
///     gallery steps FOLDER MODEL      accuracy at each step of a sequence
@main
struct Gallery {
  private static var stories: [any Story.Type] {
    [
      CarbonDioxide.self, DigitsRows.self, GenesisText.self, GymWeek.self,
      ImuExercise.self, IrishMelody.self, JapaneseVowels.self,
      LambdaGenome.self, MemoryTask.self, MovingDigits.self, NumberWords.self,
      SpliceJunctions.self, SpokenWords.self, Stock.self, Sunspots.self,
    ]
  }

  static func main() {
    do {
      try run(Array(CommandLine.arguments.dropFirst()))
    } catch {
      stop("error: \(error)", status: 1)
    }
  }

  private static func run(_ arguments: [String]) throws {
    guard arguments.count >= 3 else { stop(usage, status: 64) }
    switch arguments[0] {
    case "data":
      let folder = URL(fileURLWithPath: arguments[2])
      try story(arguments).data().forEach { try $0.write(to: folder) }
    case "baseline":
      let folder = try DataFolder(named: arguments[2])
      for baseline in try story(arguments).baselines(folder) {
        print("\(baseline.name)\t\(baseline.score.text(4))")
      }
    case "exact": print(try modelScore(arguments).exact)
    case "sequences":
      let score = try modelScore(arguments)
      let isLast = arguments.last == "last"
      for (id, share) in isLast ? score.lastOfSequence : score.bySequence {
        print("\(id)\t\(share)")
      }
    case "steps": try modelScore(arguments).byStep.forEach { print($0) }
    default: stop(usage, status: 64)
    }
  }

  private static func story(_ arguments: [String]) throws -> any Story {
    guard let type = stories.first(where: { $0.name == arguments[1] }) else {
      stop(usage, status: 64)
    }
    return try type.init(Settings(Array(arguments.dropFirst(3))))
  }

  private static func modelScore(_ arguments: [String]) throws -> ModelScore {
    try ModelScore(DataFolder(named: arguments[1]), model: arguments[2])
  }

  private static var usage: String {
    """
    usage: gallery data|baseline STORY FOLDER [KEY=VALUE]...
           gallery exact|sequences|steps FOLDER MODEL [last]
    stories: \(stories.map { $0.name }.joined(separator: ", "))
    """
  }

  private static func stop(_ message: String, status: Int32) -> Never {
    FileHandle.standardError.write(Data((message + "\n").utf8))
    exit(status)
  }
}
