import ArgumentParser
import CSwiftlet

/// The command line: trains, quantizes, verifies and runs recurrent networks.
@main
struct MainCommand: ParsableCommand {
  /// The version of the command and of what it writes.
  static let version = SWIFTLET_VERSION

  static let configuration = CommandConfiguration(
    commandName: "swiftlet",
    abstract: "Recurrent networks for microcontrollers.",
    version: version,
    subcommands: [
      TrainCommand.self, ImportCommand.self, QuantizeCommand.self,
      VerifyCommand.self, StreamCommand.self, InspectCommand.self,
      EmbedCommand.self,
    ])

  /// Runs the command that the arguments name; an error of a run is one line,
  /// and the exit status 1.
  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      guard exitCode(for: error) == .failure, !(error is ExitCode) else {
        exit(withError: error)
      }
      Console.message("error: \(error)".withOptionNames)
      exit(withError: ExitCode.failure)
    }
  }
}
