public import Foundation
import SwiftletFiles
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
        if try project.has("CSupport/include/swiftlet.h") { return project }
        folder.deleteLastPathComponent()
      }
    }
    throw DeviceError(
      "the files for devices are not above this command; run swiftlet from the "
        + "folder in which it was built, or install it with tools/install")
  }

  /// Whether a file is there, as far as its folder may be looked into.
  ///
  /// - Throws: `DeviceError` when the system cannot say.
  private func has(_ path: String) throws -> Bool {
    var info = stat()
    if stat(file(path).path, &info) == 0 { return true }
    let cause = SystemError.last
    guard [ENOENT, ENOTDIR, EACCES].contains(cause.code) else {
      throw DeviceError(InputError(file(path).path, cause).description)
    }
    return false
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
    guard try has(builder) else {
      guard try has(Self.path(of: library, for: core)) else {
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
  ///   error, or cannot be run, or an install lacks it.
  package func output(
    of tool: String, _ arguments: [String], purpose: String,
    isQuiet: Bool = false
  ) throws -> String {
    guard try has(tool) else {
      throw DeviceError(
        "\(purpose): an install has no \(tool); run swiftlet from the folder in "
          + "which it was built")
    }
    let command = ([file(tool).path] + arguments).map(Self.quoted)
    // Without a thread, which Foundation's Process waits for where the system
    // has none.
    let stream = popen(
      command.joined(separator: " ") + (isQuiet ? " 2>/dev/null" : ""), "r")
    var text: [UInt8] = []
    let failure = Self.read(stream, into: &text)
    let isDone = stream.map(pclose) == 0
    if let failure {
      throw DeviceError(
        "\(purpose): \(file(tool).path) cannot be run: \(failure); give the "
          + "command again")
    }
    guard isDone else { throw DeviceError("\(purpose); see the lines above") }
    return String(decoding: text, as: UTF8.self)
  }

  /// A word as a shell takes it.
  private static func quoted(_ word: String) -> String {
    "'" + word.replacing("'", with: #"'\''"#) + "'"
  }

  /// Reads a stream to its end; why it cannot be, where that is so.
  private static func read(
    _ stream: UnsafeMutablePointer<FILE>?, into text: inout [UInt8]
  ) -> SystemError? {
    guard let stream else { return .last }
    let size = 4096
    var buffer = Array(repeating: UInt8(0), count: size)
    while true {
      let count = fread(&buffer, 1, size, stream)
      text += buffer[..<count]
      guard count == 0 else { continue }
      return ferror(stream) == 0 ? nil : .last
    }
  }
}
