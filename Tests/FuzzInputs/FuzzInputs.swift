import Foundation
import Swiftlet
import TemporaryFolder

/// Changed files: `fuzz-inputs TESTS STATE FIRST COUNT [KIND]` reads that many,
/// each of a seed, of a kind or of all, and prints what is amiss. From seed 0 on
/// it reads every file as it is, too. The file STATE holds the seed of the input
/// that is being read, for who sees the program end.
///
/// `fuzz-inputs TESTS FILE SEED [KIND]` writes the input of a seed.
@main
struct FuzzInputs {
  /// The longest that a command may compute, and last, in seconds.
  private static let (timeLimit, waitLimit) = (20, UInt32(600))
  /// What a command may take more than the corpus does, in bytes.
  private static let memoryLimit: UInt = 1 << 30
  /// The longest message.
  private static let longestMessage = 4000

  static func main() throws {
    var arguments = CommandLine.arguments
    let kind = arguments.last.flatMap { InputKind(rawValue: $0) }
    if kind != nil { arguments.removeLast() }
    guard 4...5 ~= arguments.count, let first = UInt64(arguments[3]) else {
      complain(
        "usage: fuzz-inputs TESTS STATE FIRST COUNT [KIND], or TESTS FILE SEED "
          + "[KIND]; kinds: "
          + InputKind.allCases.map(\.rawValue).joined(separator: " "))
      exit(64)
    }
    let findings = try withFolder { folder in
      var corpus = try Corpus(URL(filePath: arguments[1]), in: folder)
      let readers = Readers(folder: folder)
      guard arguments.count == 5 else {
        try write(first, kind, corpus, readers, to: arguments[2])
        return 0
      }
      try limitMemory()
      var findings = 0
      if first == 0, kind == nil {
        corpus.replay(by: readers) { name, error in
          findings += report("the file \(name)", error)
        }
      }
      return try findings
        + run(
          first..<first + (UInt64(arguments[4]) ?? 0), kind, &corpus, readers,
          state: arguments[2])
    }
    exit(findings == 0 ? 0 : 1)
  }

  /// Reads the inputs of some seeds; how many findings there are.
  private static func run(
    _ seeds: Range<UInt64>, _ kind: InputKind?, _ corpus: inout Corpus,
    _ readers: Readers, state: String
  ) throws -> Int {
    let file = open(state, O_RDWR | O_CREAT, 0o644)
    var (findings, reach) = (0, Reach())
    for seed in seeds {
      var random = Randomness(seed: seed, words: corpus.words)
      let kind = kind ?? random.pick(InputKind.shares)
      let line =
        "\(seed) \(kind)".padding(
          toLength: 40, withPad: " ", startingAt: 0) + "\n"
      pwrite(file, line, line.utf8.count, 0)
      let input = corpus.input(kind, &random)
      let start = clock()
      limitTime(Self.timeLimit)
      do {
        try input.read(readers)
      } catch {
        findings += report("seed \(seed) (\(input.name))", error)
      }
      limitTime(0)
      let time = Double(clock() - start) / Double(CLOCKS_PER_SEC)
      if time > 3 { say("seed \(seed) (\(input.name)): takes \(time) s") }
      if reach.grows() { input.keep(&corpus) }
    }
    close(file)
    return findings
  }

  /// Says what is amiss with a refusal, if anything; 1 where that is so.
  private static func report(_ name: String, _ error: any Error) -> Int {
    guard let fault = fault(in: "\(error)") else { return 0 }
    say("\(name): \(fault)")
    return 1
  }

  /// What is amiss with a message, if anything.
  private static func fault(in message: String) -> String? {
    if message.utf8.count > longestMessage {
      return "a message of \(message.utf8.count) bytes: "
        + message.prefix(60).debugDescription
    }
    let isClean = message.unicodeScalars.allSatisfy {
      ![.control, .format, .lineSeparator, .paragraphSeparator].contains(
        $0.properties.generalCategory)
    }
    return isClean && !message.isEmpty ? nil : message.debugDescription
  }

  private static func write(
    _ seed: UInt64, _ kind: InputKind?, _ corpus: Corpus, _ readers: Readers,
    to path: String
  ) throws {
    var random = Randomness(seed: seed, words: corpus.words)
    let input = corpus.input(kind ?? random.pick(InputKind.shares), &random)
    try input.bytes.write(to: URL(filePath: path))
    print("\(input.name): \(input.bytes.count) bytes in \(path)")
    do {
      try input.read(readers)
      print("is read")
    } catch {
      print("\(error)")
    }
  }

  /// Ends the program by a signal after so many seconds of work; 0 for never.
  private static func limitTime(_ seconds: Int) {
    var timer = itimerval()
    timer.it_value.tv_sec = seconds
    setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &timer, nil)
    alarm(seconds > 0 ? waitLimit : 0)
  }

  private static func limitMemory() throws {
    let status = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
    let pages = UInt(status.split(separator: " ")[0]) ?? 0
    let limit = pages * UInt(getpagesize()) + memoryLimit
    var limits = rlimit(rlim_cur: limit, rlim_max: limit)
    setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limits)
  }

  /// Says something at once, so that it is not lost when the program ends.
  private static func say(_ text: String) {
    FileHandle.standardOutput.write(Data((text + "\n").utf8))
  }

  private static func complain(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }
}
