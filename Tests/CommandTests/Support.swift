import Foundation

/// What a run of the program gave.
struct Run {
  var status: Int32
  var output: String
  var messages: String
}

/// The program beside the tests, or another build of it that the environment
/// names.
let program =
  ProcessInfo.processInfo.environment["SWIFTLET_PROGRAM"].map {
    URL(fileURLWithPath: $0)
  } ?? Bundle.main.bundleURL.appendingPathComponent("swiftlet")

/// Runs the program in a folder.
///
/// - Parameter environment: variables beside those of the tests.
func swiftlet(
  _ arguments: [String], in folder: URL, input: String = "",
  environment: [String: String] = [:]
) throws -> Run {
  try run(
    program, arguments, in: folder, input: input, environment: environment)
}

/// Runs a script of bash in a folder, where `swiftlet` is the program.
func shell(_ script: String, in folder: URL) throws -> Run {
  try run(
    URL(filePath: "/bin/bash"),
    ["-c", "swiftlet() { '\(program.path)' \"$@\"; }\n" + script], in: folder)
}

private func run(
  _ executable: URL, _ arguments: [String], in folder: URL,
  input: String = "", environment: [String: String] = [:]
) throws -> Run {
  let process = Process()
  let (standardInput, output, messages) = (Pipe(), Pipe(), Pipe())
  process.executableURL = executable
  process.arguments = arguments
  process.environment = ProcessInfo.processInfo.environment.merging(
    environment
  ) { $1 }
  process.currentDirectoryURL = folder
  process.standardInput = standardInput
  process.standardOutput = output
  process.standardError = messages
  try process.run()
  try standardInput.fileHandleForWriting.write(
    contentsOf: Data(input.utf8))
  try standardInput.fileHandleForWriting.close()
  let text = output.fileHandleForReading.readDataToEndOfFile()
  let complaints = messages.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return Run(
    status: process.terminationStatus,
    output: String(decoding: text, as: UTF8.self),
    messages: String(decoding: complaints, as: UTF8.self))
}
