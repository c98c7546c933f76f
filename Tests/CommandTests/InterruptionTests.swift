import Foundation
import TemporaryFolder
import Testing

@Suite("A training that a signal ends")
struct InterruptionTests {
  private let arguments = [
    "train", "--data", "sunspots_monthly", "--hidden", "8", "--patience",
    "100000", "--out", "m", "--epochs",
  ]

  /// Starts a long training in a folder.
  private func start(_ folder: URL, errors: Any) throws -> Process {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments + ["100000"]
    process.currentDirectoryURL = folder
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    try process.run()
    return process
  }

  private func waitForCheckpoint(_ folder: URL, _ process: Process) {
    let path = folder.appendingPathComponent("m.checkpoint").path
    while process.isRunning, !FileManager.default.fileExists(atPath: path) {
      usleep(1000)
    }
  }

  @Test(
    "says how to go on, leaves no part of a file, and goes on",
    arguments: [SIGINT, SIGTERM, SIGHUP])
  func interrupted(signal: Int32) throws {
    try withFolder { folder in
      let errors = Pipe()
      let process = try start(folder, errors: errors)
      waitForCheckpoint(folder, process)
      kill(process.processIdentifier, signal)
      let messages = String(
        decoding: errors.fileHandleForReading.readDataToEndOfFile(),
        as: UTF8.self)
      process.waitUntilExit()
      #expect(process.terminationReason == .uncaughtSignal)
      #expect(process.terminationStatus == signal)
      #expect(
        messages.hasSuffix(
          "\ninterrupted: --resume goes on from m.checkpoint\n")
      )
      #expect(try contents(of: folder).keys.sorted() == ["m.checkpoint"])
      let rest = try swiftlet(
        arguments + ["1", "--resume"], in: folder)
      #expect(rest.status == 0, "\(rest.messages)")
      #expect(try contents(of: folder).keys.sorted() == ["m"])
    }
  }

  @Test(
    "shows one line with a bar on a terminal",
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script")))
  func terminal() throws {
    try withFolder { folder in
      let command = ([program.path] + arguments + ["3"])
        .joined(separator: " ")
      let run = try shell(
        "TERM=xterm /usr/bin/script -qec '\(command)' screen >output",
        in: folder)
      #expect(run.status == 0)
      let text = String(
        decoding: try #require(try contents(of: folder)["screen"]),
        as: UTF8.self)
      let bar = try #require(
        text.components(separatedBy: "\r\n").first { $0.contains("\r[") })
      #expect(bar.contains("\r[======              ]  epoch 1/3  "))
      #expect(
        bar.contains("\r[====================]  epoch 3/3  0 s left  loss"))
      #expect(bar.contains("\u{1B}[K"))
    }
  }
}
