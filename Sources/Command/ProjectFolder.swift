import Foundation

/// The folder of this project, whose tools build the libraries for devices.
struct ProjectFolder {
  let url: URL

  /// The nearest folder above the running command, or above the working
  /// directory, that holds the project.
  ///
  /// - Throws: `CommandError` when there is none.
  static func find() throws -> ProjectFolder {
    let command = URL(fileURLWithPath: CommandLine.arguments[0])
      .resolvingSymlinksInPath()
    let here = URL(
      fileURLWithPath: FileManager.default.currentDirectoryPath)
    for start in [command, here] {
      var folder = start
      while folder.path != "/" {
        let tool = folder.appendingPathComponent("tools/build-device")
        if FileManager.default.isExecutableFile(atPath: tool.path) {
          return ProjectFolder(url: folder)
        }
        folder.deleteLastPathComponent()
      }
    }
    throw CommandError(
      "tools/build-device is not above this command; run swiftlet from the "
        + "folder in which it was built")
  }

  /// A file of the project.
  func file(_ path: String) -> URL { url.appendingPathComponent(path) }

  /// Builds a library for a core.
  ///
  /// - Throws: `CommandError` when the build fails; what it said is on
  ///   standard error.
  func buildLibrary(_ kind: String, for core: String) throws {
    _ = try output(
      of: "tools/build-device", [core, kind],
      purpose: "the library for \(core) does not build")
  }

  /// Runs a tool of the project and gives what it prints.
  ///
  /// - Parameters:
  ///   - purpose: What has failed where the tool fails.
  ///   - isQuiet: Whether what the tool says of its work is dropped.
  /// - Throws: `CommandError` when the tool fails; what it said is on standard
  ///   error.
  func output(
    of tool: String, _ arguments: [String], purpose: String,
    isQuiet: Bool = false
  ) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = file(tool)
    process.arguments = arguments
    process.standardOutput = pipe
    if isQuiet { process.standardError = FileHandle.nullDevice }
    try process.run()
    let text = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw CommandError("\(purpose); see the lines above")
    }
    return String(decoding: text, as: UTF8.self)
  }
}
