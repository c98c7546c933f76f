import Foundation
import TemporaryFolder
import Testing

/// Data of few recordings.
private let folder = URL(filePath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().appendingPathComponent("Fixtures/small-data")

@Suite("Few recordings")
struct SmallDataTests {
  private func json(_ run: Run) throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8))
        as? [String: Any], "\(run.messages)")
  }

  @Test(
    "are learned with defaults", arguments: [("ten", 0.9), ("twenty", 0.85)])
  func learned(name: String, least: Double) throws {
    let scores = try (4...5).map { seed in
      let run = try withFolder {
        try swiftlet(
          [
            "train", "--data", folder.appendingPathComponent(name).path,
            "--seed", "\(seed)", "--json",
          ], in: $0)
      }
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.messages.contains("validation accuracy"))
      let report = try json(run)
      let recall = try #require(report["recall"] as? [String: Double])
      #expect(recall.count == (name == "ten" ? 2 : 3))
      #expect(recall.values.allSatisfy { $0 > 0.5 })
      return try #require(report["test_score"] as? Double)
    }
    #expect(scores.reduce(0, +) / 2 >= least, "\(scores)")
  }

  @Test("first and last best epochs are said, and so is what is not held out")
  func remarks() throws {
    try withFolder { out in
      let train = [
        "train", "--data", folder.appendingPathComponent("ten").path,
        "--hidden", "2",
      ]
      let short = try swiftlet(train + ["--epochs", "1"], in: out)
      #expect(
        short.lines.last
          == "note: the best epoch is the last: more --epochs may give a "
          + "better one")
      let wild = try swiftlet(
        train + ["--learning-rate", "1e-12", "--epochs", "3"], in: out)
      #expect(
        wild.lines.last?.hasPrefix("note: the best epoch is the first, so")
          == true, "\(wild.messages)")
      try Data("seq,x,label\n0,1,0\n1,2,1\n".utf8)
        .write(to: out.appendingPathComponent("two.csv"))
      let two = try swiftlet(
        ["train", "--data", "two.csv", "--hidden", "2", "--epochs", "2"],
        in: out)
      #expect(two.status == 0)
      #expect(two.messages.contains("\nnote: too few sequences to hold any"))
      #expect(two.output.hasPrefix("training accuracy "))
    }
  }

  @Test("a class that is never told is named, and told with --balance")
  func balance() throws {
    try withFolder { out in
      let train = [
        "train", "--data", folder.appendingPathComponent("rare.csv").path,
        "--hidden", "8", "--epochs", "100",
      ]
      let plain = try swiftlet(train, in: out)
      #expect(
        plain.output.contains("\n  1  0.0000 of 4 steps\n"), "\(plain.output)")
      #expect(
        plain.messages.contains(
          "\nwarning: never told: 1; give more steps of what is never told, "
            + "more --epochs, or --balance\n"))
      let balanced = try json(
        swiftlet(train + ["--balance", "--json"], in: out))
      let recall = try #require(balanced["recall"] as? [String: Double])
      #expect(recall["1"] ?? 0 >= 0.75, "\(recall)")
      // The training through the integers weighs the classes too.
      let quantized = try shell(
        """
        swiftlet quantize model.safetensors --qat --epochs 2 --out m.swlt \
          --calibration '\(folder.path)/rare.csv' >/dev/null &&
        swiftlet verify m.swlt --reference model.safetensors \
          --data '\(folder.path)/rare.csv' --steps 0 --json
        """, in: out)
      #expect(quantized.status == 0, "\(quantized.messages)")
      let verified = try #require(
        try json(quantized)["recall"] as? [String: Double])
      #expect(verified["1"] ?? 0 >= 0.75, "\(verified)")
    }
  }

  @Test("values have no classes to balance")
  func values() throws {
    try withFolder { out in
      let run = try swiftlet(
        ["train", "--data", "sunspots_monthly", "--balance"], in: out)
      #expect(run.status == 1 && run.output.isEmpty)
      #expect(
        run.errors == [
          "error: values have no classes to balance; leave --balance out"
        ])
      let rest = try swiftlet(
        [
          "train", "--data", "sunspots_monthly", "--epochs", "1", "--hidden",
          "2",
        ], in: out)
      #expect(rest.status == 0)
    }
  }

  @Test("help names every default")
  func help() throws {
    let run = try withFolder { try swiftlet(["train", "--help"], in: $0) }
    let words = run.output.split(whereSeparator: \.isWhitespace)
      .joined(separator: " ")
    for option in [
      "epochs <epochs>", "batch <batch>", "learning-rate <learning-rate>",
      "clip <clip>", "window <window>", "patience <patience>",
      "validation <validation>", "noise <noise>", "seed <seed>",
      "threads <threads>", "hidden <hidden>", "layers <layers>", "cell <cell>",
      "scoring <scoring>", "embedding <embedding>", "out <out>",
    ] {
      let text = try #require(
        words.components(separatedBy: "--\(option) ").last)
      let own = text.components(separatedBy: " --").first ?? ""
      #expect(own.contains("default: "), "\(option): \(own)")
    }
  }

  @Test("a training that outgrows the integers ends in one line")
  func outgrown() throws {
    try withModels { folder in
      let quantize = [
        "quantize", "cls.safetensors", "--calibration", "cls.csv", "--out",
        "new.swlt", "--qat", "--epochs", "60", "--clip", "1e12",
      ]
      let wild = try swiftlet(
        quantize + ["--learning-rate", "1000"], in: folder)
      #expect(wild.status == 1 && wild.output.isEmpty)
      #expect(wild.errors.count == 1 && wild.errors == [wild.lines.last])
      #expect(wild.errors.first?.hasPrefix("error: epoch ") == true)
      #expect(wild.errors.first?.hasSuffix("; lower --learning-rate") == true)
      #expect(try contents(of: folder)["new.swlt"] == nil)
      let tame = try swiftlet(
        quantize + ["--learning-rate", "0.001"], in: folder)
      #expect(tame.status == 0, "\(tame.messages)")
    }
  }

  @Test("the integers learn the float model's answers without targets too")
  func answers() throws {
    try withModels { folder in
      let run = try shell(
        """
        cut -d, -f1-3 cls.csv >features.csv
        quantize="swiftlet quantize cls.safetensors --calibration features.csv"
        $quantize --out plain >/dev/null &&
        $quantize --out trained --qat --epochs 2 >/dev/null &&
        cmp -s plain trained
        """, in: folder)
      #expect(run.status == 1, "\(run.messages)")
      #expect(run.messages.contains("epoch 2/2  loss "))
      #expect(!run.messages.contains("loss 0.0000"))
    }
  }
}
