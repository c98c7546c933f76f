import Foundation
import TemporaryFolder
import Testing

@Suite("swiftlet generate")
struct GenerateCommandTests {
  @Test("writes a text that was learned by heart, in float and integers")
  func text() throws {
    try withModels("a,b,c,space") { folder in
      for model in ["model.safetensors", "model.swlt"] {
        let run = try swiftlet(
          [
            "generate", model, "--prime", "ab", "--steps", "10",
            "--temperature", "0",
          ], in: folder)
        #expect(run.status == 0 && run.messages == "")
        #expect(run.output == "abc abc abc \n")
      }
      let json = try swiftlet(
        ["generate", "model.swlt", "--steps", "50", "--seed", "7", "--json"],
        in: folder)
      let object = try JSONSerialization.jsonObject(
        with: Data(json.output.utf8))
      let record = try #require(object as? [String: Any])
      let symbols = try #require(record["symbols"] as? [String])
      #expect(symbols.count == 50 && Set(symbols).count == 4)
      #expect(record["prime"] as? [String] == [])
      #expect(
        record["text"] as? String
          == symbols.joined().replacingOccurrences(of: "space", with: " "))
      let again = try swiftlet(
        ["generate", "model.swlt", "--steps", "50", "--seed", "7", "--json"],
        in: folder)
      #expect(again.output == json.output)
    }
  }

  @Test("writes a tune as names and as a MIDI file")
  func tune() throws {
    try withModels("C5,1/8,G5,1/4") { folder in
      let run = try swiftlet(
        [
          "generate", "model.swlt", "--prime", "C5,1/8", "--steps", "4",
          "--temperature", "0", "--midi", "tune.mid",
        ], in: folder)
      #expect(run.status == 0 && run.output == "C5 1/8 G5 1/4 C5 1/8\n")
      let midi = try Data(
        contentsOf: folder.appendingPathComponent("tune.mid"))
      // Pitches that begin: C5, G5, C5.
      let begun = midi.indices.dropLast(2).filter {
        midi[$0] == 0x90 && midi[$0 + 2] == 96
      }
      #expect(begun.map { midi[$0 + 1] } == [72, 79, 72])
    }
  }

  @Test(
    "refuses in a line what it cannot do",
    arguments: [
      (
        "model.swlt --prime aXb",
        "error: --prime: 'X' is not one of the model's symbols: a, b, c, space"
      ),
      ("model.swlt --steps 0", "Error: --steps takes 1 to 1000000, not 0."),
      (
        "model.swlt --temperature -1",
        "Error: --temperature takes 0.0 to 255.0, not -1.0."
      ),
      (
        "model.swlt --midi x.mid",
        "error: model.swlt: 'a' is no note: a pitch such as C4 or F#5, or a "
          + "duration such as 1/8, is expected; leave --midi out"
      ),
      (
        "model.swlt --midi model.swlt",
        "error: --midi would overwrite the model; choose another name"
      ),
      (
        "cls.swlt",
        "error: cls.swlt: the model's inputs are not its own classes, so that "
          + "no answer can be the next input; train one on symbols, with "
          + "--embedding 8 and a label_next column of the same symbols"
      ),
    ])
  func refusals(arguments: String, message: String) throws {
    try withModels("a,b,c,space") { folder in
      let run = try shell("swiftlet generate \(arguments)", in: folder)
      #expect(run.status == (message.contains("takes") ? 64 : run.status))
      #expect(run.status != 0 && run.output == "")
      #expect(run.lines.first == message)
      #expect(try contents(of: folder)["x.mid"] == nil)
    }
  }

  /// Runs a body in a folder with a model of a cycle of four symbols, and the
  /// models of a classifier.
  private func withModels(
    _ labels: String, _ body: (URL) throws -> Void
  ) throws {
    try CommandTests.withModels { folder in
      let rows = (0..<800).map { "\($0 / 20),\($0 % 4),\(($0 + 1) % 4)\n" }
      try Data(("seq,symbol,label_next\n" + rows.joined()).utf8)
        .write(to: folder.appendingPathComponent("cycle.csv"))
      let run = try shell(
        """
        swiftlet train --data cycle.csv --labels '\(labels)' --embedding 4 \
          --hidden 4 --epochs 12 --learning-rate 0.1 --out model.safetensors &&
        swiftlet quantize model.safetensors --calibration cycle.csv \
          --out model.swlt
        """, in: folder)
      try #require(run.status == 0, "\(run.messages)")
      try body(folder)
    }
  }
}
