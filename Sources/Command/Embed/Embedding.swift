import Foundation
import SwiftletFormat

/// A model, a core and a layout: the folder that `embed` writes.
struct Embedding {
  let model: QuantizedModel
  let target: TargetCore
  let layout: EmbedLayout
  /// What the model costs on the core, where that is known.
  let budget: Budget?

  /// What the folder holds.
  var files: [EmbeddedFile] {
    layout.files(self).sorted { $0.path < $1.path }
  }

  /// Writes every file; those that are there are replaced.
  func write(to folder: URL, from project: ProjectFolder) throws {
    for file in files {
      let data =
        switch file.content {
        case .text(let text): Data(text.utf8)
        case .copy(let source): try Data(contentsOf: project.file(source))
        }
      try write(data, to: folder.appendingPathComponent(file.path))
    }
  }

  private func write(_ data: Data, to url: URL) throws {
    do {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try data.write(to: url, options: .atomic)
    } catch {
      throw CommandError(
        "\(url.path): cannot be written; check that the folder exists and has "
          + "room")
    }
  }

  /// The library that runs the model, under a path in the folder.
  func library(at path: String) -> EmbeddedFile {
    EmbeddedFile(
      path,
      copyOf: ".build/device/\(target.rawValue)/"
        + target.library(for: model).fileName)
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
    guard target == .cortexM55, model.layout == .wide else { return "" }
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
        # A model for \(target.rawValue)

        \(budgetTable)

        \(use)

        \(vectorNote)Each line printed is what `swiftlet stream --raw` prints for the line of
        `sequence.h`.

        """)
  }
}
