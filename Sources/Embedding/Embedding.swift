import Foundation
public import SwiftletBudget
public import SwiftletDevices
public import SwiftletFormat

/// A model, a core and a layout: a folder with all that a C compiler needs to
/// run the model on the core.
public struct Embedding: Sendable {
  /// The model; it must record steps, which the folder's program feeds.
  public let model: QuantizedModel
  /// The core, which the layout supports.
  public let target: TargetCore
  /// How the folder is laid out.
  public let layout: EmbedLayout
  /// What the model costs on the core, where that is known.
  public var budget: Budget?
  /// The version, `MAJOR.MINOR.PATCH`, that the folder's metadata name.
  public let version: String

  /// Describes a folder; it writes nothing.
  public init(
    model: QuantizedModel, target: TargetCore, layout: EmbedLayout,
    budget: Budget?, version: String
  ) {
    self.model = model
    self.target = target
    self.layout = layout
    self.budget = budget
    self.version = version
  }

  /// What the folder holds, by path.
  public var files: [EmbeddedFile] {
    layout.files(self).sorted { $0.path < $1.path }
  }

  /// The core and the library that runs the model there.
  package var library: String {
    "\(target.name) \(target.library(for: model).name)"
  }

  /// The project's files that others are copies of.
  package func sources(in project: ProjectFolder) -> [String] {
    files.compactMap {
      guard case .copy(let source) = $0.content else { return nil }
      return project.file(source).path
    }
  }

  /// Writes files, in the place of those that are there.
  ///
  /// - Parameters:
  ///   - files: Which of the files; all of them by default.
  ///   - folder: It is made where there is none.
  ///   - project: Where `target.library(for: model)` is built.
  /// - Throws: `OutputError` when a file cannot be written; Foundation's error
  ///   when a file of the project is not there.
  public func write(
    _ files: [EmbeddedFile]? = nil, to folder: inout EmbedFolder,
    from project: ProjectFolder
  ) throws {
    let contents = try (files ?? self.files).map { file in
      switch file.content {
      case .text(let text): (file.path, Data(text.utf8))
      case .copy(let source):
        (file.path, try Data(contentsOf: project.file(source)))
      }
    }
    try folder.write(contents, library: library)
  }

  /// The library that runs the model, under a path in the folder.
  func library(at path: String) -> EmbeddedFile {
    EmbeddedFile(
      path,
      copyOf: ProjectFolder.path(
        of: target.library(for: model), for: target))
  }

  /// The C interface.
  func header(at path: String) -> EmbeddedFile {
    EmbeddedFile(path, copyOf: "CSupport/include/swiftlet.h")
  }

  /// What imports the header beside it into Swift.
  func moduleMap(at path: String) -> EmbeddedFile {
    EmbeddedFile(path, copyOf: "CSupport/include/module.modulemap")
  }

  /// A program of `CSupport/examples/embed`.
  func example(_ name: String, at path: String) -> EmbeddedFile {
    EmbeddedFile(path, copyOf: "CSupport/examples/embed/\(name)")
  }

  /// What the start-up code of a core with vectors has to do.
  private var vectorNote: String {
    guard target.layout == .wide, model.layout == .wide else { return "" }
    return """
      The kernels for this model use Helium. Start-up code has to switch it on
      (full access to coprocessors 10 and 11 in CPACR) before the first step, as
      `board.c` does; CMSIS does so in `SystemInit` where that is compiled for
      Helium.


      """
  }

  /// The page that says what the folder is, what it costs and how it is used.
  func readme(_ use: String) -> EmbeddedFile {
    EmbeddedFile(
      "README.md",
      text: """
        # A model for \(target.name)

        \(budgetTable)

        \(use)

        \(vectorNote)`swiftlet_model.h` converts samples from the data's units and
        answers back: `model_quantize_float` and `model_read_float`, or, without
        floats, `MODEL_FIXED`, `model_quantize_integer` and `model_read_integer`.

        The program plays the samples of `sequence.h`. Each line printed is what
        `swiftlet stream --raw` prints for the integers beside the sample.

        """)
  }
}
