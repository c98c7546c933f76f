import Foundation
import TemporaryFolder
import Testing

@Suite("swiftlet train")
struct TrainCommandTests {
  /// Alternating sequences that say which of two symbols comes next.
  static let symbols =
    "seq,symbol,label_next\n"
    + (0..<20).flatMap { sequence in
      (0..<8).map {
        "\(sequence),\(($0 + sequence) % 2),\(($0 + sequence + 1) % 2)\n"
      }
    }.joined()

  @Test(
    "a nonsense value is wrong usage",
    arguments: [
      "--hidden 0", "--hidden -3", "--hidden many", "--layers 0",
      "--epochs 0", "--batch 0", "--learning-rate 0", "--learning-rate nan",
      "--clip -1", "--threads 0", "--window 0", "--patience 0",
      "--validation 1", "--embedding 0", "--seed -1", "--cell qrnn",
      "--cell lstm --activation relu", "--cell rnn --reset-before",
      "--scoring never", "--nonsense", "--schedule linear", "--warmup -1",
      "--dropout 1", "--weight-decay -1", "--init xavier", "--init chrono",
      "--longest 5", "--init chrono --longest 1", "--recurrent-dropout 1",
      "--first-window 0", "--time-shift -1",
    ])
  func usage(flags: String) throws {
    let run = try withFolder { folder in
      try swiftlet(
        ["train", "--data", "sunspots_monthly"]
          + flags.split(separator: " ").map(String.init), in: folder)
    }
    #expect(run.status == 64)
    #expect(run.output.isEmpty)
    #expect(run.messages.hasPrefix("Error: "))
  }

  @Test(
    "what cannot be done is one line",
    arguments: [
      ("--data nonsense", "error: no data at 'nonsense'; "),
      ("--data bad.csv", "error: bad.csv:2:3: 'x' in column 'a' is not a "),
      ("--data symbols.csv --out none/m", "error: none/m: cannot be written"),
      ("--data symbols.csv --resume", "error: model.safetensors.checkpoint: "),
    ])
  func failures(flags: String, expected: String) throws {
    let run = try withFolder { folder in
      try Data(Self.symbols.utf8).write(
        to: folder.appendingPathComponent("symbols.csv"))
      try Data("seq,a,label\n0,x,1\n".utf8).write(
        to: folder.appendingPathComponent("bad.csv"))
      return try swiftlet(
        ["train"] + flags.split(separator: " ").map(String.init), in: folder)
    }
    #expect(run.status == 1)
    #expect(run.output.isEmpty)
    #expect(run.messages.hasPrefix(expected), "\(run.messages)")
    #expect(run.messages.split(separator: "\n").count == 1)
  }

  @Test("the vectors that the environment names give the same parameters")
  func vectors() throws {
    let models = try ["simd128", "avx2", "avx512"].compactMap { name in
      try train(vectors: name)
    }
    let chosen = try #require(try train(vectors: nil))
    #expect(!models.isEmpty)
    for model in models { #expect(model == chosen) }
  }

  /// The model that a short training gives; nil where this machine lacks the
  /// vectors, which is one line that says what there is.
  private func train(vectors: String?) throws -> Data? {
    try withFolder { folder in
      try Data(Self.symbols.utf8).write(
        to: folder.appendingPathComponent("symbols.csv"))
      let variable = "SWIFTLET_TRAINING_LEVEL"
      let run = try swiftlet(
        ["train", "--data", "symbols.csv", "--cell", "lstm", "--epochs", "3"],
        in: folder, environment: vectors.map { [variable: $0] } ?? [:])
      if run.status == 1 {
        #expect(
          run.messages.split(separator: "\n").last?.hasPrefix(
            "error: \(variable) names no vectors of this machine; unset it, "
              + "or give one of simd128") == true, "\(run.messages)")
        return nil
      }
      #expect(run.status == 0, "\(run.messages)")
      return try Data(
        contentsOf: folder.appendingPathComponent("model.safetensors"))
    }
  }

  @Test("data without symbols are named by the option that asks for them")
  func embedding() throws {
    for (rows, cause) in [
      ("seq,a,b,label\n0,1,2,0\n", "takes one feature column, but the data"),
      ("seq,a,label\n0,-1,0\n", "takes indices from 0 to 32766, which a mod"),
    ] {
      let run = try withFolder { folder in
        try Data(rows.utf8).write(to: folder.appendingPathComponent("a.csv"))
        return try swiftlet(
          ["train", "--data", "a.csv", "--embedding", "2"], in: folder)
      }
      #expect(run.status == 1)
      #expect(
        run.messages.contains("\nerror: --embedding \(cause)"),
        "\(run.messages)")
    }
  }

  @Test("a model is written, its scores are JSON, no checkpoint is left")
  func json() throws {
    try withFolder { folder in
      try Data(Self.symbols.utf8).write(
        to: folder.appendingPathComponent("symbols.csv"))
      let run = try swiftlet(
        [
          "train", "--data", "symbols.csv", "--embedding", "2", "--hidden",
          "4", "--epochs", "2", "--json",
        ], in: folder)
      #expect(run.status == 0, "\(run.messages)")
      let report = try #require(
        try JSONSerialization.jsonObject(with: Data(run.output.utf8))
          as? [String: Any])
      #expect(
        report.keys.sorted() == [
          "best_epoch", "epochs", "gap_policy", "gaps", "out", "parameters",
          "score_name",
          "validation_score",
        ])
      #expect(report["score_name"] as? String == "bits_per_symbol")
      #expect(report["parameters"] as? Int == 4 + 12 * 6 + 12 + 4 + 10)
      #expect(run.messages.contains("epoch "))
      let names = try FileManager.default.contentsOfDirectory(
        atPath: folder.path)
      #expect(names.sorted() == ["model.safetensors", "symbols.csv"])
    }
  }

  @Test("options of training change what is learnt")
  func options() throws {
    try withFolder { folder in
      try Data(Self.symbols.utf8).write(
        to: folder.appendingPathComponent("symbols.csv"))
      func train(_ options: String) throws -> Data {
        let run = try shell(
          "swiftlet train --data symbols.csv --hidden 4 --epochs 2 "
            + "--threads 1 --out m.safetensors " + options, in: folder)
        #expect(run.status == 0, "\(run.messages)")
        return try Data(
          contentsOf: folder.appendingPathComponent("m.safetensors"))
      }
      let plain = try train("")
      #expect(
        try plain
          == train(
            "--schedule cosine --warmup 0 --dropout 0 --weight-decay 0 "
              + "--init default --recurrent-dropout 0 --time-shift 0 "
              + "--window 128 --first-window 128"))
      for options in [
        "--schedule constant", "--warmup 9", "--dropout 0.5",
        "--weight-decay 9", "--init orthogonal", "--init chrono --longest 8",
        "--recurrent-dropout 0.5", "--time-shift 3", "--first-window 2",
      ] {
        #expect(try train(options) != plain, "\(options)")
      }
      let refused = try shell(
        "swiftlet train --data symbols.csv --cell rnn --init chrono "
          + "--longest 9", in: folder)
      #expect(
        refused.errors == [
          "error: --init chrono is for layers with gates, GRU and LSTM; give "
            + "--init default"
        ])
      let long = try shell(
        "swiftlet train --data symbols.csv --window 8 --first-window 9",
        in: folder)
      #expect(
        long.errors == [
          "error: --first-window is 9, above the 8 of --window, to which it "
            + "grows; lower it"
        ])
      for option in [
        "--dropout 0.1", "--recurrent-dropout 0.1", "--init orthogonal",
      ] {
        let refused = try shell(
          "swiftlet quantize m.safetensors --calibration symbols.csv --qat "
            + "--out m.swlt " + option, in: folder)
        #expect(refused.status == 64)
        #expect(refused.messages.contains("are for train"))
      }
    }
  }

  @Test("gradients are a table that names its columns, and refuses a pipe")
  func gradients() throws {
    try withFolder { folder in
      try Data(Self.symbols.utf8).write(
        to: folder.appendingPathComponent("symbols.csv"))
      let run = try shell(
        """
        options="--data symbols.csv --cell lstm --hidden 3 --epochs 2"
        swiftlet train $options --out plain 2>/dev/null >&2
        swiftlet train $options --out logged --gradients g.tsv 2>/dev/null >&2
        cmp plain logged && head -2 g.tsv
        cut -f 1,2 g.tsv | sort -u | tail -n +2 | wc -l
        mkfifo pipe
        swiftlet train $options --gradients pipe
        swiftlet train $options --gradients symbols.csv
        swiftlet train $options --out same --gradients same
        """, in: folder)
      let lines = run.output.split(separator: "\n")
      #expect(lines.first == "epoch\tby\tsteps_back\tnorm")
      #expect(lines[1].hasPrefix("0\tlayers.0.hidden\t0\t"))
      // Hidden and cell state, five tensors, before and after two epochs.
      #expect(lines[2].filter(\.isNumber) == "21")
      #expect(run.errors.count == 3)
      #expect(
        run.errors[0].hasPrefix("error: pipe: the table is written again"))
      #expect(
        run.errors[1].contains("--gradients would overwrite the data"))
      #expect(run.errors[2].contains("--gradients and --out are the same file"))
    }
  }

  @Test("gaps are counted")
  func gaps() throws {
    let run = try withFolder { folder in
      let rows = (0..<40).map { "\($0 / 4),\($0 % 3 == 0 ? "" : "1.5"),0.5\n" }
      try Data(("seq,x,target\n" + rows.joined()).utf8).write(
        to: folder.appendingPathComponent("data.csv"))
      return try swiftlet(
        ["train", "--data", "data.csv", "--hidden", "2", "--epochs", "1"],
        in: folder)
    }
    #expect(run.status == 0, "\(run.messages)")
    #expect(run.messages.contains("14 gaps"))
  }
}
