import Foundation
import TemporaryFolder
import Testing

/// A page on importing: its code blocks, and the files that its Python left
/// when `tools/make-fixtures` ran it.
struct ImportPage: CustomTestStringConvertible, Sendable {
  var path: String
  var kept: String
  var data: String

  static let all = [
    ImportPage(
      path: "Sources/Importing/PyTorch/FROM-PYTORCH.md", kept: "pytorch",
      data: "japanese_vowels"),
    ImportPage(
      path: "Sources/Importing/Keras/FROM-KERAS.md", kept: "keras",
      data: "digits_rows"),
  ]

  var testDescription: String { path }

  static let package = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The files that the page's Python left.
  var folder: URL {
    Self.package.appendingPathComponent("Tests/Fixtures/pages/\(kept)")
  }

  /// The contents of the page's code blocks of a language.
  func blocks(_ language: String) throws -> [String] {
    let text = try String(
      contentsOf: Self.package.appendingPathComponent(path), encoding: .utf8)
    return text.components(separatedBy: "\n```\(language)\n").dropFirst()
      .map { $0.components(separatedBy: "\n```\n")[0] + "\n" }
  }

  /// The commands of the page, each as its arguments.
  func commands() throws -> [[String]] {
    try blocks("sh").joined()
      .replacingOccurrences(of: "\\\n", with: " ").split(separator: "\n")
      .map { $0.split(separator: " ").map(String.init) }
  }

  /// Puts the page's files and data into a folder.
  func copy(to work: URL) throws {
    let bundled = Self.package.appendingPathComponent(
      "Sources/Datasets/Bundled/\(data)")
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    let tables = ["train.csv", "test.csv"].map(bundled.appendingPathComponent)
    for file in files + tables {
      try FileManager.default.copyItem(
        at: file, to: work.appendingPathComponent(file.lastPathComponent))
    }
  }
}

@Suite("The pages on importing")
struct ImportPageTests {
  @Test("have the Python that left the files", arguments: ImportPage.all)
  func python(page: ImportPage) throws {
    let run = try String(
      contentsOf: page.folder.appendingPathComponent("page.py"),
      encoding: .utf8)
    #expect(try page.blocks("python").joined(separator: "\n") == run)
  }

  @Test("have commands that run, and print this", arguments: ImportPage.all)
  func commands(page: ImportPage) throws {
    try withFolder { folder in
      try page.copy(to: folder)
      let model = folder.appendingPathComponent("model.safetensors")
      let kept = try Data(contentsOf: model)
      try FileManager.default.removeItem(at: model)
      let commands = try page.commands()
      #expect(commands.count >= 4)
      for (index, command) in commands.enumerated() {
        #expect(command.first == "swiftlet")
        let run = try swiftlet(Array(command.dropFirst()), in: folder)
        #expect(run.status == 0, "\(run.messages)")
        guard index == 0 else { continue }
        #expect(
          masked(run.output) == masked(try page.blocks("text").joined()))
        // The very bytes that the page's Python loaded again.
        #expect(try Data(contentsOf: model) == kept)
      }
    }
  }

  /// A text with the errors, which depend on the machine's functions, as `#`.
  private func masked(_ text: String) -> String {
    text.replacingOccurrences(
      of: #"[0-9.]+e-[0-9]+"#, with: "#", options: .regularExpression)
  }

  @Test("keep what PyTorch and Keras measure: agreement and score")
  func quality() throws {
    for page in ImportPage.all {
      try withFolder { folder in
        try page.copy(to: folder)
        for command in try page.commands() {
          var arguments = Array(command.dropFirst())
          guard ["import", "quantize", "verify"].contains(arguments[0]) else {
            continue
          }
          arguments.append("--json")
          let run = try swiftlet(arguments, in: folder)
          let report = try #require(
            try JSONSerialization.jsonObject(with: Data(run.output.utf8))
              as? [String: Any])
          if arguments[0] == "import" {
            #expect(try #require(report["max_abs_error"] as? Double) < 1e-5)
          } else if arguments[0] == "verify" {
            #expect(try #require(report["agreement"] as? Double) > 0.99)
            #expect(try #require(report["float_score"] as? Double) > 0.8)
          }
        }
      }
    }
  }
}
