import Foundation
import TemporaryFolder
import Testing

@Suite("A killed training")
struct ResumeTests {
  @Test("goes on from its checkpoint to the very same model")
  func killAndResume() throws {
    try withFolder { folder in
      let arguments = [
        "train", "--data", "sunspots_monthly", "--hidden", "8", "--epochs",
        "40", "--patience", "100", "--out",
      ]
      let whole = try swiftlet(arguments + ["whole.safetensors"], in: folder)
      #expect(whole.status == 0, "\(whole.messages)")
      let checkpoint = folder.appendingPathComponent(
        "cut.safetensors.checkpoint")
      let process = Process()
      process.executableURL = Bundle.main.bundleURL
        .appendingPathComponent("swiftlet")
      process.arguments = arguments + ["cut.safetensors"]
      process.currentDirectoryURL = folder
      process.standardError = FileHandle.nullDevice
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      while process.isRunning,
        !FileManager.default.fileExists(atPath: checkpoint.path)
      {
        usleep(1000)
      }
      usleep(30_000)
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      try #require(process.terminationReason == .uncaughtSignal)
      #expect(
        !FileManager.default.fileExists(
          atPath: folder.appendingPathComponent("cut.safetensors").path))
      let rest = try swiftlet(
        arguments + ["cut.safetensors", "--resume"], in: folder)
      #expect(rest.status == 0, "\(rest.messages)")
      #expect(!rest.messages.contains("epoch 1/40"))
      #expect(
        try Data(
          contentsOf: folder.appendingPathComponent("cut.safetensors"))
          == Data(
            contentsOf: folder.appendingPathComponent("whole.safetensors")))
      #expect(!FileManager.default.fileExists(atPath: checkpoint.path))
    }
  }
}
