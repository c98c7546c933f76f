import Foundation
import SwiftletFormat
import Testing

/// The project's folder.
let project = URL(filePath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent()

/// The compiler's flag for the folder of `swiftlet.h`.
let headers = "-I '\(project.appending(path: "CSupport/include").path)'"

/// A model of `Tests/GoldenVectors`.
func goldenModel(_ name: String) throws -> QuantizedModel {
  try QuantizedModel(
    contentsOf: project.appending(
      path: "Tests/GoldenVectors/ordinary/\(name).swlt"))
}

/// The text of a file of the project.
func text(_ path: String) throws -> String {
  try String(contentsOf: project.appending(path: path), encoding: .utf8)
}

/// What a script of the tools' shell prints, with `tools/lib/cores` read.
func coresScript(_ script: String) throws -> [String] {
  try shell(". tools/lib/cores\n" + script, in: project)
}

/// The lines that a script prints, which must succeed.
func shell(_ script: String, in folder: URL) throws -> [String] {
  let process = Process()
  let pipe = Pipe()
  process.executableURL = URL(filePath: "/bin/bash")
  process.arguments = ["-euc", script]
  process.currentDirectoryURL = folder
  process.standardOutput = pipe
  try process.run()
  let output = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  try #require(process.terminationStatus == 0)
  return String(decoding: output, as: UTF8.self).split(separator: "\n")
    .map(String.init)
}
