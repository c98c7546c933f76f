import Foundation
import SwiftletFiles
import Testing

@Suite("The outputs of a command")
struct OutputRuleTests {
  private func check(_ output: String, reading input: String) throws {
    try OutputRule.check(
      [("--out", try OutputFile(output))], reading: [("the model", [input])])
  }

  /// A folder with the file `model` and other ways to it.
  private func withWays(_ body: (String) throws -> Void) throws {
    try withFolder { folder in
      try put("words", folder + "/model")
      try FileManager.default.linkItem(
        atPath: folder + "/model", toPath: folder + "/hard")
      try link(folder + "/soft", to: "model")
      try link(folder + "/folder", to: ".")
      try body(folder)
    }
  }

  @Test(
    "may not be an input, whatever the spelling",
    arguments: [
      "model", "./model", "../{}/model", "hard", "soft", "folder/model",
      "folder/soft", "folder/hard",
    ])
  func inputs(name: String) throws {
    try withWays { folder in
      let path =
        folder + "/"
        + name.replacingOccurrences(
          of: "{}", with: (folder as NSString).lastPathComponent)
      for (output, input) in [(path, "/model"), (folder + "/model", "")] {
        let error = #expect(throws: OutputConflict.self) {
          try check(output, reading: input.isEmpty ? path : folder + input)
        }
        #expect(
          error?.description
            == "--out would overwrite the model; choose another name")
      }
      let words = try text(folder + "/model")
      #expect(words == "words")
    }
  }

  @Test("may not be one file, even one that is not there yet")
  func outputs() throws {
    try withWays { folder in
      try link(folder + "/astray", to: "new")
      for (one, other) in [
        ("new", "new"), ("new", "./new"), ("new", "folder/new"),
        ("new", "astray"), ("soft", "hard"),
      ] {
        let error = #expect(throws: OutputConflict.self) {
          try OutputRule.check(
            [
              ("--out", OutputFile(folder + "/" + one)),
              ("--report", OutputFile(folder + "/" + other)),
            ], reading: [])
        }
        #expect(
          error?.description
            == "--report and --out are the same file; choose another name")
      }
    }
  }

  @Test("may lie beside an input, and are not made before the work")
  func others() throws {
    try withWays { folder in
      try put("words", folder + "/same")
      for name in ["new", "folder/new", "same", "model2"] {
        try check(folder + "/" + name, reading: folder + "/model")
      }
      #expect(
        try names(folder) == ["folder", "hard", "model", "same", "soft"])
    }
  }

  @Test("may not lie where an input would be taken for a temporary file")
  func temporary() throws {
    try withFolder { folder in
      try put("words", folder + "/model.swiftlet-part")
      #expect(throws: OutputConflict.self) {
        try check(
          folder + "/model", reading: folder + "/model.swiftlet-part")
      }
      #expect(try text(folder + "/model.swiftlet-part") == "words")
    }
  }
}
