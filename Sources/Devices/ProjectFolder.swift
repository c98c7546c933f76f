public import Foundation

/// The folder of this project, whose tools build the libraries for devices.
public struct ProjectFolder: Sendable {
  /// Where it is.
  public let url: URL

  /// The project in a folder, which is not looked at.
  public init(url: URL) { self.url = url }

  /// The nearest folder above the running command, or above the working
  /// directory, that holds the project.
  ///
  /// - Throws: `DeviceError` when there is none.
  public static func find() throws -> ProjectFolder {
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
    throw DeviceError(
      "tools/build-device is not above this command; run swiftlet from the "
        + "folder in which it was built")
  }

  /// A file of the project.
  public func file(_ path: String) -> URL { url.appendingPathComponent(path) }

  /// Where `buildLibrary` writes a library for a core, in the project.
  package static func path(
    of library: DeviceLibrary, for core: TargetCore
  ) -> String {
    ".build/device/\(core.name)/\(library.fileName)"
  }

  /// Builds a library for a core.
  ///
  /// - Throws: `DeviceError` when the build fails; what it said is on standard
  ///   error.
  public func buildLibrary(
    _ library: DeviceLibrary, for core: TargetCore
  ) throws {
    _ = try output(
      of: "tools/build-device", [core.name, library.name],
      purpose: "the library for \(core.name) does not build")
  }

  /// Runs a tool of the project and gives what it prints.
  ///
  /// - Parameters:
  ///   - purpose: What has failed where the tool fails.
  ///   - isQuiet: Whether what the tool says of its work is dropped.
  /// - Throws: `DeviceError` when the tool fails; what it said is on standard
  ///   error.
  package func output(
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
      throw DeviceError("\(purpose); see the lines above")
    }
    return String(decoding: text, as: UTF8.self)
  }
}
