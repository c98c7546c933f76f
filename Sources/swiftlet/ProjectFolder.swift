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

  /// Builds the library for a core.
  ///
  /// - Throws: `CommandError` when the build fails; what it said is on
  ///   standard error.
  func buildLibrary(for core: String) throws {
    let build = Process()
    build.executableURL = file("tools/build-device")
    build.arguments = [core]
    build.standardOutput = FileHandle.standardError
    try build.run()
    build.waitUntilExit()
    guard build.terminationStatus == 0 else {
      throw CommandError(
        "the library for \(core) does not build; see the lines above")
    }
  }
}
