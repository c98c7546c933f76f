import Foundation
import TemporaryFolder
import Testing

/// A walk of two features, whose class is the sign of the last steps' sum.
private let walk: String = {
  var lines = ["seq,x,y,label"]
  var state: UInt32 = 1
  for sequence in 0..<20 {
    var last = 0.0
    for _ in 0..<15 {
      state = state &* 1_664_525 &+ 1_013_904_223
      let x = Double(state >> 8) / 8_388_608 - 1
      lines.append("\(sequence),\(x),\(-x / 4),\(x + last > 0 ? 1 : 0)")
      last = x
    }
  }
  return lines.joined(separator: "\n") + "\n"
}()

private func json(_ run: Run) throws -> [String: Any] {
  try #require(
    try JSONSerialization.jsonObject(with: Data(run.output.utf8))
      as? [String: Any])
}

@Suite("What quantize and verify promise")
struct AgreementTests {
  /// Runs a body where there are a walk and a float model of it.
  private func withModel(
    _ body: ((String) throws -> Run) throws -> Void
  ) throws {
    try withFolder { folder in
      try Data(walk.utf8).write(to: folder.appendingPathComponent("walk.csv"))
      let run = { (line: String) in
        try swiftlet(line.components(separatedBy: " "), in: folder)
      }
      let trained = try run(
        "train --data walk.csv --hidden 4 --epochs 8 --batch 4 "
          + "--learning-rate 0.05 --validation 0 --out m.safetensors")
      #expect(trained.status == 0, "\(trained.messages)")
      try body(run)
    }
  }

  private let quantize =
    "quantize m.safetensors --calibration walk.csv --out m.swlt"
  private let verify =
    "verify m.swlt --reference m.safetensors --data walk.csv --steps 0"

  @Test("quantize tells the agreement that verify finds on the same steps")
  func agreement() throws {
    try withModel { run in
      let quantized = try json(run(quantize + " --json"))
      let verified = try json(run(verify + " --json"))
      for key in ["agreement", "max_abs_error"] {
        #expect(
          quantized[key] as? Double == verified[key] as? Double, "\(key)")
      }
      #expect(quantized["compared_steps"] as? Int == 300)
      #expect(quantized["warnings"] as? [String] == [])
      let text = try run(quantize)
      #expect(text.output.contains("\nagreement with float "))
      #expect(text.output.contains("bytes of flash"))
      #expect(!text.messages.contains("warning"))
    }
  }

  @Test("a warning's options are those of the command, and bring the agreement")
  func warning() throws {
    try withModel { run in
      let clipped = try run(quantize + " --input-range 5")
      #expect(clipped.status == 0)
      #expect(
        clipped.messages.contains(
          ": features are clipped; --input-range max gives "),
        "\(clipped.messages)")
      let mended = try run(quantize + " --input-range max")
      #expect(!mended.messages.contains("warning"), "\(mended.messages)")
    }
  }

  @Test("verify fails where a requirement is missed, after the result")
  func missed() throws {
    try withModel { run in
      _ = try run(quantize)
      let met = try run(
        verify + " --require agreement=0.9 --require score=0.6 "
          + "--require max_abs_error=10 --require steps=300")
      #expect(met.status == 0, "\(met.messages)")
      let missed = try run(
        verify + " --json --require score=1.1 --require agreement=0.5 "
          + "--require max_abs_error=0 --require quantized_accuracy=0.1")
      #expect(missed.status == 1)
      #expect(try json(missed)["agreement"] is Double)
      let lines = missed.messages.split(separator: "\n")
      #expect(lines.count == 3, "\(missed.messages)")
      #expect(
        lines[0].hasPrefix(
          "error: --require score=1.1: quantized_score is 0."))
      #expect(lines[0].hasSuffix(", below 1.1"))
      #expect(lines[1].contains("max_abs_error=0: max_abs_error is "))
      #expect(lines[1].hasSuffix(", above 0.0"))
      #expect(
        lines[2]
          == "error: --require quantized_accuracy=0.1: the result has no "
          + "quantized_accuracy")
    }
  }

  @Test(
    "a requirement that cannot be read is wrong usage",
    arguments: [
      "agreement", "agrement=1", "=1", "agreement=most", "agreement=",
      "agreement=nan", "score_name=1",
    ])
  func unreadable(text: String) throws {
    try withFolder { folder in
      let run = try swiftlet(
        verify.components(separatedBy: " ") + ["--require", text], in: folder)
      #expect(run.status == 64)
      #expect(
        run.messages.contains("agreement, score (quantized_score)")
          || run.messages.contains("is no number"), "\(run.messages)")
    }
  }
}
