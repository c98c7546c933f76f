import Foundation
import TemporaryFolder
import Testing

/// A model trained and quantized once, for the tests that only read it.
private struct Pipeline {
  let folder: URL

  /// A walk whose next value follows from the last two, in two sequences.
  static let data =
    "seq,x,y,target\n"
    + (0..<200).map { index in
      let angle = Double(index) / 5
      return String(
        format: "%d,%.4f,%.4f,%.4f\n", index / 100, 3 * sin(angle),
        100 * cos(angle), 3 * sin(angle + 0.2))
    }.joined()

  static let shared = Result { try Pipeline() }

  private init() throws {
    folder = try makeFolder()
    atexit {
      _ = try? FileManager.default.removeItem(at: Pipeline.shared.get().folder)
    }
    try Data(Self.data.utf8).write(
      to: folder.appendingPathComponent("walk.csv"))
    for arguments in [
      "train --data walk.csv --cell lstm --hidden 8 --epochs 3",
      "quantize model.safetensors --calibration walk.csv --out model.swlt",
    ] {
      let run = try swiftlet(words(arguments), in: folder)
      guard run.status == 0 else { throw Failure(message: run.messages) }
    }
  }

  struct Failure: Error { let message: String }
}

private func words(_ line: String) -> [String] {
  line.split(separator: " ").map(String.init)
}

private func json(_ run: Run) throws -> [String: Any] {
  try #require(
    try JSONSerialization.jsonObject(with: Data(run.output.utf8))
      as? [String: Any])
}

/// The feature columns of the walk, a line a timestep.
private let features =
  Pipeline.data.split(separator: "\n").dropFirst().map { line in
    line.split(separator: ",")[1...2].joined(separator: ",")
  }

@Suite("The pipeline")
struct PipelineTests {
  @Test("verify prints every key of its report")
  func verify() throws {
    let folder = try Pipeline.shared.get().folder
    let run = try swiftlet(
      words(
        "verify model.swlt --reference model.safetensors --data walk.csv "
          + "--steps 5000 --json --report report-a.html"), in: folder)
    #expect(run.status == 0, "\(run.messages)")
    let report = try json(run)
    #expect(
      report.keys.sorted() == [
        "agreement", "float_score", "gap_policy", "max_abs_error",
        "quantized_score", "recurrent", "rms_error", "score_name", "steps",
      ])
    let recurrent = try #require(report["recurrent"] as? [String: Any])
    #expect(
      recurrent.keys.sorted() == [
        "clipped_inputs", "drift", "layers", "warm_up", "warnings",
      ])
    let drift = try #require(recurrent["drift"] as? [[String: Any]])
    #expect(drift.map { $0["steps"] as? Int } == [1000, 5000])
    let layers = try #require(recurrent["layers"] as? [[String: Any]])
    #expect(layers.map { $0["kind"] as? String } == ["lstm", "dense"])
    #expect((layers[0]["units"] as? [Any])?.count == 8)
    #expect(report["steps"] as? Int == 200)
    #expect(report["score_name"] as? String == "mse")
    let page = try String(
      contentsOf: folder.appendingPathComponent("report-a.html"),
      encoding: .utf8)
    #expect(page.contains("</svg>") && page.contains("lstm"))
    #expect(page.contains("Never reset") && page.contains("up to step 5,000"))
  }

  @Test("verify prints the recurrent report, or leaves it out")
  func recurrentText() throws {
    let folder = try Pipeline.shared.get().folder
    let line = "verify model.swlt --reference model.safetensors --data walk.csv"
    let text = try swiftlet(words(line + " --steps 2000"), in: folder).output
    #expect(text.contains("never reset") && text.contains("warm-up"))
    #expect(text.contains("memory, in steps"))
    let short = try swiftlet(words(line + " --steps 0"), in: folder).output
    #expect(!short.contains("never reset") && short.contains("rms error"))
  }

  @Test("quantize says what it chose, in text and in JSON")
  func choices() throws {
    let folder = try Pipeline.shared.get().folder
    let line =
      "quantize model.safetensors --calibration walk.csv --out chosen.swlt "
      + "--activations int8 --input-range 95"
    let text = try swiftlet(words(line), in: folder).output
      .split(separator: "\n")
    #expect(text.contains { $0.hasPrefix("  y ") && $0.hasSuffix(" %") })
    #expect(text.contains { $0.hasPrefix("  lstm ") && $0.contains(" of 32") })
    #expect(text.last?.contains("bytes of flash") == true)
    let report = try json(try swiftlet(words(line + " --json"), in: folder))
    let inputs = try #require(report["inputs"] as? [[String: Any]])
    #expect(inputs.map { $0["name"] as? String } == ["x", "y"])
    for input in inputs {
      let share = try #require(input["clipped_share"] as? Double)
      #expect(abs(share - 0.05) < 0.011)
    }
    let layers = try #require(report["layers"] as? [[String: Any]])
    #expect(layers.map { $0["rows"] as? Int } == [32, 1])
    #expect(layers.map { $0["cell_range"] is Double } == [true, false])
  }

  @Test("quantize trains int4 weights, and says how far it is")
  func awareTraining() throws {
    let folder = try Pipeline.shared.get().folder
    let run = try swiftlet(
      words(
        "quantize model.safetensors --calibration walk.csv --out int4.swlt "
          + "--weights int4 --qat --epochs 2 --json"), in: folder)
    #expect(run.status == 0, "\(run.messages)")
    #expect(run.messages.contains("epoch 2/2"))
    #expect(try json(run)["weights"] as? String == "int4")
    let layers = try #require(
      try json(try swiftlet(words("inspect int4.swlt --json"), in: folder))[
        "layers"] as? [[String: Any]])
    #expect(layers.map { $0["weights"] as? String } == ["int4", "int8"])
  }

  @Test("quantize prunes blocks of weights, and the file is smaller")
  func pruning() throws {
    let folder = try Pipeline.shared.get().folder
    let train = try swiftlet(
      words(
        "train --data walk.csv --cell lstm --hidden 32 --epochs 1 "
          + "--out wide.safetensors"), in: folder)
    #expect(train.status == 0, "\(train.messages)")
    func size(_ options: String) throws -> Int {
      let run = try swiftlet(
        words(
          "quantize wide.safetensors --calibration walk.csv "
            + "--out kept.swlt --json " + options), in: folder)
      #expect(run.status == 0, "\(run.messages)")
      return try #require(try json(run)["flash_bytes"] as? Int)
    }
    let whole = try size("")
    #expect(try size("--density 1") == whole)
    #expect(try size("--density 0.25 --epochs 2") < 3 * whole / 4)
  }

  @Test("inspect names sizes, work and the overflow proof")
  func inspect() throws {
    let folder = try Pipeline.shared.get().folder
    let report = try json(
      try swiftlet(words("inspect model.swlt --json"), in: folder))
    let size = try Data(
      contentsOf: folder.appendingPathComponent("model.swlt")
    ).count
    #expect(report["flash_bytes"] as? Int == size)
    #expect(report["state_bytes"] as? Int == 2 * 4 + 8 * 4 + 8 * 2)
    #expect(report["macs_per_step"] as? Int == 4 * 8 * (2 + 8) + 8)
    #expect(report["overflow_proof"] as? Bool == true)
  }

  @Test("stream answers each line, near the reference")
  func stream() throws {
    let folder = try Pipeline.shared.get().folder
    let input = features.prefix(100).joined(separator: "\n") + "\n"
    let quantized = try swiftlet(
      words("stream model.swlt"), in: folder, input: input)
    let float = try swiftlet(
      words("stream model.swlt --reference model.safetensors"), in: folder,
      input: input)
    let rows = quantized.output.split(separator: "\n")
    let exact = float.output.split(separator: "\n")
    #expect(rows.count == 100 && exact.count == 100)
    for (row, value) in zip(rows, exact) {
      let difference = try #require(Double(row)) - #require(Double(value))
      #expect(abs(difference) < 0.05)
    }
  }

  @Test("stream takes gaps, and its integers are its values in steps")
  func gaps() throws {
    let folder = try Pipeline.shared.get().folder
    let run = try swiftlet(
      words("stream model.swlt --json"), in: folder,
      input: "1.5,20\n\n,30\nnan,nan\n")
    #expect(run.status == 0, "\(run.messages)")
    #expect(try json(run)["steps"] as? Int == 4)
    let raw = try swiftlet(
      words("stream model.swlt --raw"), in: folder,
      input: "100,-200\n-32768,5\n\n")
    #expect(raw.status == 0, "\(raw.messages)")
    let integers = raw.output.split(separator: "\n").map { Int16($0) }
    #expect(integers.count == 3 && integers.allSatisfy { $0 != nil })
  }

  @Test(
    "a wrong use is refused with status 64",
    arguments: [
      "quantize model.safetensors --out x.swlt",
      "quantize model.safetensors --calibration walk.csv --out x.swlt "
        + "--weights int3",
      "quantize model.safetensors --calibration walk.csv --out x.swlt "
        + "--weights int4",
      "quantize model.safetensors --calibration walk.csv --out x.swlt "
        + "--epochs 3",
      "quantize model.safetensors --calibration walk.csv --out x.swlt "
        + "--learn targets",
      "quantize model.safetensors --calibration walk.csv --out x.swlt "
        + "--qat --learn nothing",
      "quantize model.safetensors --calibration walk.csv --out x.swlt "
        + "--input-range 0",
      "quantize model.safetensors --calibration walk.csv --out x.swlt "
        + "--density 0",
      "quantize model.safetensors --calibration walk.csv --out x.swlt "
        + "--density 0.5 --weights int16",
      "verify model.swlt --reference model.safetensors --data walk.csv "
        + "--steps -1",
      "verify model.swlt --data walk.csv",
      "stream model.swlt --raw --reference model.safetensors",
      "inspect", "inspect model.swlt --nonsense", "fly",
    ])
  func usage(line: String) throws {
    let folder = try Pipeline.shared.get().folder
    let run = try swiftlet(words(line), in: folder)
    #expect(run.status == 64)
    #expect(run.output.isEmpty && !run.messages.isEmpty)
    #expect(
      !FileManager.default.fileExists(
        atPath: folder.appendingPathComponent("x.swlt").path))
  }

  @Test(
    "what cannot be done is one line and status 1",
    arguments: [
      ("inspect none.swlt", "cannot be read"),
      ("inspect walk.csv", "not a Swiftlet model"),
      ("inspect model.safetensors", "not a Swiftlet model"),
      ("quantize walk.csv --calibration walk.csv --out x.swlt", "walk.csv"),
      (
        "quantize model.safetensors --calibration sunspots_monthly "
          + "--out x.swlt",
        "column 'x' is missing; the file has seq,t,sunspots,label_next"
      ),
      (
        "quantize model.safetensors --calibration walk.csv --out none/x.swlt",
        "none/x.swlt"
      ),
      (
        "verify model.swlt --reference model.safetensors "
          + "--data sunspots_monthly", "column 'x' is missing; the file has seq"
      ),
      (
        "verify model.swlt --reference model.swlt --data walk.csv", "model.swlt"
      ),
    ])
  func failures(line: String, part: String) throws {
    let folder = try Pipeline.shared.get().folder
    let run = try swiftlet(words(line), in: folder)
    #expect(run.status == 1, "\(run.messages)")
    #expect(run.messages.hasPrefix("error: "))
    #expect(run.messages.contains(part), "\(run.messages)")
    #expect(run.messages.split(separator: "\n").count == 1)
    #expect(
      !FileManager.default.fileExists(
        atPath: folder.appendingPathComponent("x.swlt").path))
  }

  @Test(
    "a damaged, cut or future model is refused with its cause",
    arguments: [
      ("bit", "damaged"), ("cut", "cut short"), ("future", "another version"),
    ])
  func damaged(kind: String, cause: String) throws {
    let folder = try Pipeline.shared.get().folder
    var bytes = try Data(
      contentsOf: folder.appendingPathComponent("model.swlt"))
    switch kind {
    case "bit": bytes[bytes.count / 2] ^= 4
    case "cut": bytes.removeLast(5)
    default: bytes[4] = 9
    }
    try bytes.write(to: folder.appendingPathComponent("\(kind).swlt"))
    let run = try swiftlet(words("inspect \(kind).swlt"), in: folder)
    #expect(run.status == 1)
    #expect(run.messages.contains(cause), "\(run.messages)")
  }

  @Test("stream names the line that it cannot take")
  func badLine() throws {
    let folder = try Pipeline.shared.get().folder
    for (input, place) in [
      ("1,2\n1,2,3\n", ":2:"), ("1,2\n1,x\n", ":2:"), ("1\n", ":1:"),
    ] {
      let run = try swiftlet(
        words("stream model.swlt"), in: folder, input: input)
      #expect(run.status == 1)
      #expect(run.messages.contains(place), "\(run.messages)")
    }
    let raw = try swiftlet(
      words("stream model.swlt --raw"), in: folder, input: "1,2\n1,70000\n")
    #expect(raw.status == 1 && raw.messages.contains("input:2"))
  }
}
