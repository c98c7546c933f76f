import Foundation
import TemporaryFolder
import Testing
import WrongModels

/// A network that Keras trained on windows of ten timesteps, by the commands.
@Suite("A model of windows")
struct WindowTests {
  /// What Keras gives for five windows, and the timesteps one after the other.
  private struct Vectors: Decodable {
    var inputs: [[[Double]]]
    var outputs: [[Double]]

    static func read() throws -> Vectors {
      try JSONDecoder().decode(
        Vectors.self, from: Data(contentsOf: fixture("keras-window.keras.json"))
      )
    }

    /// The rows as `stream` takes them.
    var lines: String {
      inputs.joined().map { row in
        row.map { "\($0)" }.joined(separator: ",") + "\n"
      }.joined()
    }

    /// The rows as a data set without targets.
    var table: String { "x0,x1,x2,x3,x4\n" + lines }
  }

  private func run(
    _ line: String, in folder: URL, input: String = ""
  ) throws -> Run {
    let run = try swiftlet(
      line.split(separator: " ").map(String.init), in: folder, input: input)
    #expect(run.status == 0, "\(run.messages)")
    return run
  }

  private func json(_ line: String, in folder: URL) throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(
        with: Data(run(line + " --json", in: folder).output.utf8))
        as? [String: Any])
  }

  /// Imports and quantizes, into `model.safetensors` and `m.swlt`.
  private func prepare(_ folder: URL) throws -> (text: Run, hint: String) {
    try Data(Vectors.read().table.utf8).write(
      to: folder.appendingPathComponent("data.csv"))
    let text = try run(
      "import \(fixture("keras-window.keras").path)", in: folder)
    let hint = try run(
      "quantize model.safetensors --calibration data.csv --out m.swlt",
      in: folder)
    return (text, hint.messages)
  }

  private func rows(_ text: String) -> [[Double]] {
    text.split(separator: "\n").map { line in
      line.split(separator: ",").compactMap { Double($0) }
    }
  }

  @Test("is told of by import, quantize and inspect, with how to run it")
  func told() throws {
    try withFolder { folder in
      let (text, hint) = try prepare(folder)
      #expect(text.output.contains("\nwindow  10 steps\n"))
      #expect(text.messages.contains("note: the network sees windows of 10 "))
      #expect(text.messages.contains("if 10 is the length of an example"))
      #expect(hint.contains("'stream --window 10' runs windows"))
      let report = try json("inspect m.swlt", in: folder)
      #expect(report["window"] as? Int == 10)
      #expect(
        try run("inspect m.swlt", in: folder).output.contains(
          "\nwindow       10 steps, each from"))
      let keras = fixture("keras-window.keras").path
      #expect(try json("import \(keras)", in: folder)["window"] as? Int == 10)
      // The printed remedy.
      let none = try run("import \(keras) --window 1", in: folder)
      #expect(none.output.contains("\nwindow  none: as --window 1 says\n"))
      #expect(!none.messages.contains("window"))
      #expect(
        try json("import \(keras) --window 1", in: folder)["window"] as? Int
          == 0)
    }
  }

  @Test(
    "of which nothing is known says why",
    arguments: [
      ("keras-gru.keras", "none: the input's length is open"),
      ("onnx-gru-step.onnx", "none: the state is carried from call to call"),
      ("torch-gru1.safetensors", "none: a state dict tells none; --window T"),
    ])
  func none(name: String, reason: String) throws {
    try withFolder { folder in
      let command = "import \(fixture(name).path) --out m.safetensors"
      let run = try run(command, in: folder)
      #expect(run.output.contains("\nwindow  " + reason))
      #expect(try json(command, in: folder)["window"] as? Int == 0)
      #expect(
        try json(command + " --window 12", in: folder)["window"] as? Int == 12)
    }
  }

  @Test("streams with --window as Keras answers, float and quantized")
  func stream() throws {
    try withFolder { folder in
      _ = try prepare(folder)
      let vectors = try Vectors.read()
      for (flags, tolerance) in [
        (" --reference model.safetensors", 1e-5), ("", 0.02),
      ] {
        let answers = rows(
          try run(
            "stream m.swlt --window 10" + flags, in: folder,
            input: vectors.lines
          ).output)
        #expect(answers.count == 5)
        for (answer, output) in zip(answers, vectors.outputs) {
          #expect(answer.count == 3)
          #expect(
            zip(answer, output).allSatisfy { abs($0 - $1) < tolerance })
        }
        let sliding = rows(
          try run(
            "stream m.swlt --window 10 --hop 1" + flags, in: folder,
            input: vectors.lines
          ).output)
        #expect(sliding.count == 41)
        #expect((0..<5).map { sliding[10 * $0] } == answers)
        // One of the windows between, on its own.
        let window = vectors.lines.split(separator: "\n")[13..<23]
          .joined(separator: "\n")
        let alone = try run(
          "stream m.swlt" + flags, in: folder, input: window + "\n")
        #expect(rows(alone.output).last == sliding[13])
        #expect(alone.messages.contains("--window 10 runs windows"))
      }
      let raw = try run(
        "stream m.swlt --raw --window 10", in: folder,
        input: String(repeating: "1,2,3,4,5\n", count: 25))
      #expect(rows(raw.output).count == 2)
      let short = try run(
        "stream m.swlt --window 10", in: folder, input: "1,2,3,4,5\n")
      #expect(short.output.isEmpty)
      #expect(
        short.messages.contains("a window has 10 timesteps and there are 1"))
    }
  }

  @Test("is embedded with its windows, or with others, or as one that runs on")
  func embed() throws {
    try withFolder { folder in
      _ = try prepare(folder)
      for (flags, macros, program, note) in [
        ("", ["WINDOW 10", "HOP 10"], "swiftlet_windows_step", true),
        ("--hop 3", ["WINDOW 10", "HOP 3"], "swiftlet_windows_step", true),
        (
          "--window 4 --hop 1", ["WINDOW 4", "HOP 1"], "swiftlet_windows_step",
          false
        ),
        ("--window 1", [], "swiftlet_step(", false),
      ] {
        let run = try run(
          "embed m.swlt --target host --out fw --force " + flags, in: folder)
        #expect(run.messages.contains("note: the program runs") == note)
        func text(_ name: String) throws -> String {
          try String(
            contentsOf: folder.appendingPathComponent("fw/\(name)"),
            encoding: .utf8)
        }
        let header = try text("swiftlet_model.h")
        #expect(
          header.split(separator: "\n").filter {
            $0.contains("_WINDOW ") || $0.hasPrefix("#define MODEL_HOP ")
          } == macros.map { "#define MODEL_\($0)" })
        #expect(try text("on_sample.h").contains(program))
        #expect(try text("README.md").contains("--window") == !macros.isEmpty)
      }
      for (flags, sentence) in [
        ("--hop 11", "--hop 11 is beyond the window's 10 timesteps"),
        ("--window 1 --hop 1", "--hop goes with windows; give --window too"),
      ] {
        let run = try swiftlet(
          "embed m.swlt --target host --out fw \(flags)".split(separator: " ")
            .map(String.init), in: folder)
        #expect(run.status == 1 && run.messages.contains(sentence))
      }
    }
  }

  @Test("is held by verify against one stream that goes on")
  func verify() throws {
    try withFolder { folder in
      _ = try prepare(folder)
      let line =
        "verify m.swlt --reference model.safetensors --data data.csv "
        + "--steps 0"
      let report = try json(line, in: folder)
      #expect(report["window"] as? Int == 10)
      #expect(report["window_steps"] as? Int == 41)
      let agreement = try #require(report["window_agreement"] as? Double)
      #expect(agreement < 0.9)
      let text = try run(line + " --report page.html", in: folder).output
      #expect(text.contains("against windows of 10 steps"))
      let page = try String(
        contentsOf: folder.appendingPathComponent("page.html"),
        encoding: .utf8)
      #expect(page.contains("of 10 steps, each from a state of zeros"))
      _ = try run(
        "import \(fixture("keras-gru.keras").path) --out model.safetensors",
        in: folder)
      _ = try run(
        "quantize model.safetensors --calibration data.csv --out m.swlt",
        in: folder)
      let plain = try json(line, in: folder)
      #expect(plain.keys.allSatisfy { !$0.hasPrefix("window") })
    }
  }

  @Test(
    "takes windows of a timestep or more, and a hop within them",
    arguments: [
      "--window 0", "--window -1", "--window x", "--hop 1",
      "--window 10 --hop 11", "--window 10 --hop 0",
      "--window 1000000 --hop 99",
    ])
  func usage(flags: String) throws {
    try withFolder { folder in
      let run = try swiftlet(
        ["stream", "m.swlt"] + flags.split(separator: " ").map(String.init),
        in: folder)
      #expect(run.status == 64)
      #expect(run.output.isEmpty)
    }
  }
}
