import Foundation

/// `gallery data STORY FOLDER [KEY=VALUE]...` writes a story's train.csv and
/// test.csv; `gallery baseline STORY FOLDER [KEY=VALUE]...` prints what its
/// baselines score on them, a name and a score a line;
/// `gallery exact STORY FOLDER MODEL` the share of sequences of the test
/// part in which a model tells every class.
@main
struct Gallery {
  static var stories: [any Story.Type] {
    [GymWeek.self, LambdaGenome.self, NumberWords.self, MemoryTask.self]
  }

  static func main() {
    do {
      try run(Array(CommandLine.arguments.dropFirst()))
    } catch {
      stop("error: \(error)", status: 1)
    }
  }

  private static func run(_ arguments: [String]) throws {
    guard arguments.count >= 3,
      let type = stories.first(where: { $0.name == arguments[1] })
    else { stop(usage, status: 64) }
    let folder = URL(fileURLWithPath: arguments[2])
    if arguments[0] == "exact", arguments.count == 4 {
      let data = try DataFolder(folder)
      return print(try ExactScore.share(data, model: arguments[3]))
    }
    let story = try type.init(Settings(Array(arguments.dropFirst(3))))
    switch arguments[0] {
    case "data":
      try story.data().forEach { try $0.write(to: folder) }
    case "baseline":
      for baseline in try story.baselines(DataFolder(folder)) {
        print("\(baseline.name)\t\(baseline.score)")
      }
    default: stop(usage, status: 64)
    }
  }

  private static var usage: String {
    "usage: gallery data|baseline STORY FOLDER [KEY=VALUE]...\n"
      + "       gallery exact STORY FOLDER MODEL\nstories: "
      + stories.map { $0.name }.joined(separator: ", ")
  }

  private static func stop(_ message: String, status: Int32) -> Never {
    FileHandle.standardError.write(Data((message + "\n").utf8))
    exit(status)
  }
}
