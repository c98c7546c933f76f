public import Foundation
import SwiftletResources

/// The folder of this project, whose tools build the libraries for devices, or
/// of an install of it, which has them ready at the same paths.
public struct ProjectFolder: Sendable {
  /// Where it is.
  public let url: URL

  /// The project in a folder, which is not looked at.
  public init(url: URL) { self.url = url }

  /// The nearest folder above the running command, or above the working
  /// directory, that holds the project or an install of it.
  ///
  /// - Throws: `DeviceError` when there is none.
  public static func find() throws -> ProjectFolder {
    let here = URL(
      fileURLWithPath: FileManager.default.currentDirectoryPath)
    for start in [RunningProgram.url, here] {
      var folder = start
      while folder.path != "/" {
        let project = ProjectFolder(url: folder)
        if project.has("CSupport/include/swiftlet.h") { return project }
        folder.deleteLastPathComponent()
      }
    }
    throw DeviceError(
      "the files for devices are not above this command; run swiftlet from the "
        + "folder in which it was built, or install it with tools/install")
  }

  private func has(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: file(path).path)
  }

  /// A file of the project.
  public func file(_ path: String) -> URL { url.appendingPathComponent(path) }

  /// Where `buildLibrary` writes a library for a core, in the project.
  package static func path(
    of library: DeviceLibrary, for core: TargetCore
  ) -> String {
    ".build/device/\(core.name)/\(library.fileName)"
  }

  /// Builds a library for a core; an install has those that it was asked for.
  ///
  /// - Throws: `DeviceError` when the build fails, what it said being on
  ///   standard error, or the install lacks the library.
  public func buildLibrary(
    _ library: DeviceLibrary, for core: TargetCore
  ) throws {
    let builder = "tools/build-device"
    guard has(builder) else {
      guard has(Self.path(of: library, for: core)) else {
        throw DeviceError(
          "the library for \(core.name) is not installed; run tools/install "
            + "with --cores all")
      }
      return
    }
    _ = try output(
      of: builder, [core.name, library.name],
      purpose: "the library for \(core.name) does not build")
  }

  /// Runs a tool of the project and gives what it prints.
  ///
  /// - Parameters:
  ///   - purpose: What has failed where the tool fails.
  ///   - isQuiet: Whether what the tool says of its work is dropped.
  /// - Throws: `DeviceError` when the tool fails, what it said being on standard
  ///   error, or an install lacks it.
  package func output(
    of tool: String, _ arguments: [String], purpose: String,
    isQuiet: Bool = false
  ) throws -> String {
    guard has(tool) else {
      throw DeviceError(
        "\(purpose): an install has no \(tool); run swiftlet from the folder in "
          + "which it was built")
    }
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
