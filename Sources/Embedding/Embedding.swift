import Foundation
public import SwiftletBudget
public import SwiftletCells
public import SwiftletDevices
import SwiftletFiles
public import SwiftletFormat

/// A model, a core and a layout: a folder with all that a C compiler needs to
/// run the model on the core.
public struct Embedding: Sendable {
  /// The model; it must record steps, which the folder's program feeds.
  public let model: QuantizedModel
  /// What the model is called in C.
  public let name: ModelName
  /// The core, which the layout supports.
  public let target: TargetCore
  /// The library of the folder, which runs the model.
  public let library: DeviceLibrary
  /// How the folder is laid out.
  public let layout: EmbedLayout
  /// The windows that the program runs; nil where it runs on.
  public let window: WindowSchedule?
  /// What the model costs on the core, where that is known.
  public var budget: Budget?
  /// The version, `MAJOR.MINOR.PATCH`, that the folder's metadata name.
  public let version: String

  /// Describes a folder; it writes nothing.
  ///
  /// - Parameter library: One that runs the model; the smallest by default.
  public init(
    model: QuantizedModel, name: ModelName = .standard, target: TargetCore,
    library: DeviceLibrary? = nil, layout: EmbedLayout,
    window: WindowSchedule? = nil, budget: Budget?, version: String
  ) {
    self.model = model
    self.name = name
    self.target = target
    self.library = library ?? target.library(for: model)
    self.layout = layout
    self.window = window
    self.budget = budget
    self.version = version
  }

  /// What the folder holds, by path.
  public var files: [EmbeddedFile] {
    layout.files(self).sorted { $0.path < $1.path }
  }

  /// The core and the library that runs the model there.
  package var runtime: String { "\(target.name) \(library.name)" }

  /// The project's files that others are copies of.
  package func sources(in project: ProjectFolder) -> [String] {
    files.compactMap {
      switch $0.content {
      case .text: nil
      case .copy(let source), .program(let source): project.file(source).path
      }
    }
  }

  /// Writes files, in the place of those that are there.
  ///
  /// - Parameters:
  ///   - files: Which of the files; all of them by default.
  ///   - folder: It is made where there is none.
  ///   - project: Where `library` is built.
  /// - Throws: `OutputError` when a file cannot be written; an error of one
  ///   line when a file of the project cannot be read.
  public func write(
    _ files: [EmbeddedFile]? = nil, to folder: inout EmbedFolder,
    from project: ProjectFolder
  ) throws {
    let contents = try (files ?? self.files).map {
      ($0.path, try data($0.content, from: project))
    }
    try folder.write(contents, library: runtime)
  }

  private func data(
    _ content: EmbeddedFile.Content, from project: ProjectFolder
  ) throws -> Data {
    switch content {
    case .text(let text): Data(text.utf8)
    case .copy(let source): try contents(of: project.file(source))
    case .program(let source):
      Data(
        name.applied(
          to: String(
            decoding: try contents(of: project.file(source)), as: UTF8.self)
        ).utf8)
    }
  }

  private func contents(of source: URL) throws(InputError) -> Data {
    do {
      return try SwiftletFiles.contents(of: source)
    } catch {
      throw InputError(
        source.relativePath, error, remedy: "build or install swiftlet again")
    }
  }

  /// The library, under a path in the folder.
  func library(at path: String) -> EmbeddedFile {
    EmbeddedFile(
      path, copyOf: ProjectFolder.path(of: library, for: target))
  }

  /// The C interface, and what imports it into Swift.
  func interface(in folder: String) -> [EmbeddedFile] {
    [
      "swiftlet.h", "swiftlet_decision.h", "swiftlet_window.h",
      "module.modulemap",
    ].map {
      EmbeddedFile(folder + $0, copyOf: "CSupport/include/\($0)")
    }
  }

  /// The model as C: its header in one folder, its array in another.
  func modelFiles(headers: String, sources: String) -> [EmbeddedFile] {
    [
      EmbeddedFile(
        headers + "\(name.file).h", text: modelHeader, isModel: true),
      EmbeddedFile(
        sources + "\(name.file).c", text: modelSource, isModel: true),
    ]
  }

  /// The recorded steps, and the functions that take them.
  func samples(in folder: String) -> [EmbeddedFile] {
    [
      EmbeddedFile(
        folder + "\(name.sequence).h", text: sequenceHeader, isModel: true),
      example(sampleProgram, at: folder + "on_sample.h"),
    ]
  }

  /// A program of `CSupport/examples/embed`.
  func example(_ name: String, at path: String) -> EmbeddedFile {
    EmbeddedFile(path, programOf: "CSupport/examples/embed/\(name)")
  }

  /// The licence of the library and of the generated code.
  func license(in folder: String = "") -> EmbeddedFile {
    EmbeddedFile(folder + "LICENSE", copyOf: "LICENSE")
  }
}
