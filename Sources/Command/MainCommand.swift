import ArgumentParser
import CSwiftlet
import Foundation
import SwiftletFiles

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
      TrainCommand.self, SearchCommand.self, ImportCommand.self,
      QuantizeCommand.self, VerifyCommand.self, StreamCommand.self,
      GenerateCommand.self, InspectCommand.self, EmbedCommand.self,
      ExplainCommand.self,
    ])

  /// Runs the command that the arguments name; an error of a run is one line,
  /// and the exit status 1.
  static func main() {
    Console.holdStreams()
    // A limit of a file's size is an error of a write then.
    signal(SIGXFSZ, SIG_IGN)
    let status = answer()
    exit(
      withError: ExitCode(status == 0 && Console.isMessageLost ? 1 : status))
  }

  /// Runs the command; the exit status.
  private static func answer() -> Int32 {
    do {
      try run()
      try Console.end()
      return 0
    } catch let error as ConsoleError where error.isClosedPipe {
      return brokenPipe
    } catch let error as OutputConflict {
      Console.message("error: \(error)")
      return exitCode(for: ValidationError("")).rawValue
    } catch {
      let code = exitCode(for: error)
      if code == .failure {
        Console.message("error: \(error)".withOptionNames)
      } else {
        Console.messages(fullMessage(for: error))
      }
      return code.rawValue
    }
  }

  /// Runs the command, or prints the help or the version that is asked for.
  private static func run() throws {
    do {
      try checkArguments()
      var command = try parseAsRoot()
      try command.run()
    } catch  where exitCode(for: error) == .success {
      try Console.print(data: fullMessage(for: error))
    }
  }

  /// Refuses arguments that are no text, of which other names would be made.
  private static func checkArguments() throws {
    let arguments = UnsafeBufferPointer(
      start: CommandLine.unsafeArgv, count: Int(CommandLine.argc))
    for (number, argument) in arguments.enumerated().dropFirst() {
      guard let argument, String(validatingCString: argument) == nil else {
        continue
      }
      throw ValidationError(
        "Argument \(number), '\(String(cString: argument))', is not UTF-8 text; "
          + "rename the file, or give a link to it.")
    }
  }

  /// The status that a shell gives to a program which a closed pipe ends.
  private static let brokenPipe = 128 + SIGPIPE
}
