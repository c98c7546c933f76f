import Foundation
import SwiftletDevices
import SwiftletFiles

/// A folder that embeddings are written into. It keeps what others wrote
/// there: a file is replaced only where it holds what an embedding wrote.
public struct EmbedFolder {
  private let path: String
  private var record: EmbedRecord

  /// Looks into a folder, which need not exist.
  ///
  /// - Throws: An error of one line when what was written there is not known.
  public init(_ path: String) throws {
    self.path = path
    let file = path + "/" + EmbedRecord.fileName
    let text = try exists(file) ? Self.contents(of: file, 1 << 24) : Data()
    record = EmbedRecord(String(decoding: text, as: UTF8.self))
  }

  private static func contents(
    of file: String, _ limit: Int
  ) throws(InputError) -> Data {
    do {
      return try SwiftletFiles.contents(of: URL(filePath: file), atMost: limit)
    } catch {
      throw InputError(file, error, remedy: "move it")
    }
  }

  /// The core and the library that the files are for; empty where no embedding
  /// was written.
  package var library: String { record.library }

  /// A model of another name whose array an embedding wrote here, if any.
  package func model(otherThan name: ModelName) -> ModelName? {
    record.arrays.lazy.filter {
      $0.model != name
        && FileManager.default.fileExists(atPath: self.name(of: $0.path))
    }.first?.model
  }

  /// Makes sure that files can be written, and makes their folders.
  ///
  /// - Parameters:
  ///   - files: The files.
  ///   - replacesEdits: Whether files may be replaced that hold something else
  ///     than an embedding wrote.
  ///   - inputs: The paths of what is read meanwhile, by what they are.
  /// - Throws: `DeviceError` when a file may not be replaced; `OutputConflict`
  ///   when it is an input; `OutputError` when it cannot be written.
  package func prepare(
    for files: [EmbeddedFile], replacesEdits: Bool,
    reading inputs: [(String, [String])]
  ) throws {
    let edited = try files.filter { try isEdited($0.path) }.map(name)
    guard edited.isEmpty || replacesEdits else {
      throw DeviceError(
        edited.joined(separator: ", ")
          + (edited.count == 1
            ? " differs from what embed wrote; move it or give --force"
            : " differ from what embed wrote; move them or give --force"))
    }
    let names = files.map(name) + [name(of: EmbedRecord.fileName)]
    for name in names { try makeFolder(of: name) }
    try OutputRule.check(
      names.map { ($0, try OutputFile($0)) }, reading: inputs)
  }

  private func name(_ file: EmbeddedFile) -> String { name(of: file.path) }

  private func name(of file: String) -> String { path + "/" + file }

  private func isEdited(_ file: String) throws -> Bool {
    let name = name(of: file)
    guard try exists(name) else { return false }
    guard try OutputFile(name).isPlain else { return true }
    return try !record.knows(Self.contents(of: name, 1 << 30), at: file)
  }

  /// Writes files, and what they are for: all of them, or none where one cannot
  /// be written.
  ///
  /// All lie beside their places before the first is put in its own. What is
  /// killed meanwhile can be done again: the record then knows the old contents
  /// and the new.
  mutating func write(
    _ contents: [(path: String, data: Data)], library: String
  ) throws {
    let files = try contents.map { path, data in
      try makeFolder(of: name(of: path))
      let file = try OutputFile(name(of: path))
      try file.stage(data)
      return file
    }
    for (path, data) in contents { record.add(data, at: path) }
    try writeRecord()
    for file in files { try file.commit() }
    for (path, data) in contents { record.settle(data, at: path) }
    record.library = library
    try writeRecord()
  }

  private func writeRecord() throws {
    let name = name(of: EmbedRecord.fileName)
    try makeFolder(of: name)
    try OutputFile(name).write(Data(record.text.utf8))
  }
}
