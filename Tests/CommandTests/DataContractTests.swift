import Foundation
import TemporaryFolder
import Testing
import WrongModels

/// Inputs as a plant or a framework gives them; small copies of what people
/// reported.
private enum Log {
  /// A log that is one recording: time stamps, semicolons, decimal commas,
  /// gaps and the state in words.
  static let pump =
    "timestamp;pressure;flow;note;status\n"
    + (0..<120).map { step in
      let isOn = step / 20 % 2 == 1
      let pressure = isOn ? "2,\(step % 7)" : "0,\(step % 3)"
      let flow = step % 31 == 5 ? "NA" : isOn ? "3,5" : "0,25"
      return "2026-03-01T00:\(step / 60):\(step % 60);\(pressure);\(flow);ok;"
        + "\(isOn ? "running" : "idle")\n"
    }.joined()

  static let separators = [
    "semicolon": "seq;x;label\na;0.1;1\na;0.2;0\nb;0.4;1\n",
    "decimal commas": "seq;x;label\na;0,1;1\na;0,2;0\nb;0,4;1\n",
    "tabs": "seq\tx\tlabel\na\t0.1\t1\na\t0.2\t0\nb\t0.4\t1\n",
    "capitals": "Seq,X,Label\na,0.1,1\na,0.2,0\nb,0.4,1\n",
    "names": "seq,x,label\na,0.1,walking\na,0.2,läuft\nb,0.4,walking\n",
  ]
}

private func words(_ line: String) -> [String] {
  line.split(separator: " ").map(String.init)
}

/// Runs a body in a new folder with files, and a recurrent network of PyTorch
/// with five inputs and three outputs, with a command that must succeed.
private func withFiles(
  _ files: [String: String],
  _ body: ((String, String) throws -> Run, URL) throws -> Void
) throws {
  try withFolder { folder in
    for (name, text) in files {
      try Data(text.utf8).write(to: folder.appendingPathComponent(name))
    }
    try FileManager.default.copyItem(
      at: fixture("torch-gru1.safetensors"),
      to: folder.appendingPathComponent("in.safetensors"))
    try body(
      { line, input in
        let run = try swiftlet(words(line), in: folder, input: input)
        #expect(run.status == 0, "\(line): \(run.messages)")
        return run
      }, folder)
  }
}

@Suite("The data contract")
struct DataContractTests {
  @Test("a raw log becomes classes by name, without an edit")
  func rawLog() throws {
    try withFiles(["pump.csv": Log.pump]) { succeed, _ in
      let train = try succeed(
        "train --data pump.csv --label status --ignore note --hidden 4 "
          + "--epochs 30 --learning-rate 0.05 --validation 0", "")
      #expect(
        train.messages.hasPrefix(
          "pump.csv: 1 sequence, 120 steps; features pressure, flow; classes "
            + "of 'status' idle (60), running (60); not read: timestamp, note\n"
        ), "\(train.messages)")
      _ = try succeed(
        "quantize model.safetensors --calibration pump.csv --out p.swlt", "")
      let verify = try succeed(
        "verify p.swlt --reference model.safetensors --data pump.csv --steps 0",
        "")
      #expect(
        verify.output.contains("\n  running      60    1.0000     1.0000"))
      let names = try succeed("stream p.swlt --classes", Log.pump)
      let stream = try succeed(
        "stream p.swlt --classes --probability", Log.pump)
      let told = stream.output.split(separator: "\n").map {
        $0.split(separator: ",")
      }
      #expect(told.count == 120)
      #expect(Set(told.map { $0[0] }) == ["idle", "running"])
      #expect(
        names.output.split(separator: "\n") == told.map { $0[0] })
      #expect(
        told.allSatisfy { (0.5...1).contains(Double($0[1]) ?? 0) })
      let alone = try succeed("stream p.swlt", "0,1;0,25\n2,3;NA\n")
      #expect(alone.output.split(separator: "\n").count == 2)
      let json = try succeed("stream p.swlt --json", "0.1,0.25\n")
      #expect(json.output.contains("\"classes\" : [\n    \"idle\"\n  ]"))
      #expect(json.output.contains("\"probabilities\" : ["))
      let inspect = try succeed("inspect p.swlt --json", "")
      #expect(
        inspect.output.contains(
          "\"classes\" : [\n    \"idle\",\n    \"running\"\n  ]"))
    }
  }

  @Test(
    "other separators and names of classes train", arguments: Log.separators)
  func separators(name: String, text: String) throws {
    try withFiles(["data.csv": text]) { succeed, _ in
      let run = try succeed("train --data data.csv --hidden 2 --epochs 1", "")
      #expect(
        run.messages.hasPrefix("data.csv: 2 sequences, 3 steps; features"))
    }
  }

  @Test("--labels fixes the order, and names the class that no row has")
  func labels() throws {
    try withFiles(["data.csv": Log.separators["names"] ?? ""]) { succeed, _ in
      let run = try succeed(
        "train --data data.csv --labels walking,läuft,-1 --hidden 2 "
          + "--epochs 1", "")
      #expect(
        run.messages.contains(
          "classes of 'label' walking (2), läuft (1), -1 (0)"))
      #expect(
        run.messages.contains(
          "no step in 'label' is of class -1: the model never learns to tell"))
    }
  }

  @Test("a class that is never told is named, and its recall is JSON")
  func neverTold() throws {
    let rows = (0..<300).map {
      "\($0 / 30),\($0 % 7),\($0 % 75 == 0 ? 1 : 0)\n"
    }
    try withFiles(["rare.csv": "seq,x,label\n" + rows.joined()]) { succeed, _ in
      _ = try succeed(
        "train --data rare.csv --hidden 2 --epochs 20 --learning-rate 0.05 "
          + "--validation 0", "")
      _ = try succeed(
        "quantize model.safetensors --calibration rare.csv --out m.swlt", "")
      let verify =
        "verify m.swlt --reference model.safetensors --data rare.csv --steps 0"
      let text = try succeed(verify, "")
      #expect(text.output.contains("  class   steps     float  quantized\n"))
      #expect(text.output.contains("  0         296    1.0000     1.0000\n"))
      #expect(text.output.contains("  1           4    0.0000     0.0000\n"))
      #expect(
        text.messages.hasPrefix("warning: never told: '1' (4 steps); "))
      #expect(text.messages.split(separator: "\n").count == 1)
      let json = try succeed(verify + " --json --report page.html", "").output
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(json.utf8))
          as? [String: Any])
      let recall = ["0": 1.0, "1": 0]
      #expect(object["recall"] as? [String: Double] == recall)
      #expect(object["float_recall"] as? [String: Double] == recall)
      #expect(object["classes"] as? [String] == ["0", "1"])
      #expect(object["confusion"] as? [[Int]] == [[296, 0], [4, 0]])
    }
  }

  @Test(
    "what cannot be is one line with its remedy",
    arguments: [
      (
        "seq,x,label\na,0.1,5000\na,0.2,0\n", "",
        "data.csv:2:7: label 5000 is not a class"
      ),
      (
        "x,label\n1,0\n", "",
        "a single sequence of 1 timesteps cannot be divided into training and "
          + "validation; give more sequences, or --validation 0"
      ),
      ("x,status\n1,a\n", "", "name the column of the classes with --label or"),
      ("x,w,label\n1,a,0\n", "", "or the column out with --ignore w"),
      ("x,label\n1,a\n", "", "or name all classes with --labels"),
    ])
  func faults(text: String, flags: String, expected: String) throws {
    try withFolder { folder in
      try Data(text.utf8).write(to: folder.appendingPathComponent("data.csv"))
      let run = try swiftlet(
        words("train --data data.csv --hidden 2 --epochs 1 " + flags),
        in: folder)
      #expect(run.status == 1 && run.messages.contains(expected), "\(run)")
    }
  }

  @Test(
    "the remedies of these lines work",
    arguments: [
      ("x,label\n1,0\n2,1\n", "--validation 0"),
      ("x,status\n1,a\n2,b\n3,b\n", "--label status"),
      ("x,temp\n1,5\n2,6\n3,7\n", "--predict temp"),
      ("x,w,label\n1,a,0\n2,b,1\n3,c,1\n", "--ignore w"),
      ("x,label\n1,a\n2,a\n3,a\n", "--labels a,b"),
      ("x,label,target\n1,0,3\n2,1,2\n3,1,4\n", "--ignore target"),
    ])
  func remedies(text: String, flags: String) throws {
    try withFiles(["data.csv": text]) { succeed, _ in
      _ = try succeed(
        "train --data data.csv --hidden 2 --epochs 1 " + flags, "")
    }
  }
}

@Suite("Names of an imported model")
struct ImportedNameTests {
  private static let inputs = "--inputs a,b,c,d,e"
  private static let features = "1,2,3,4,5"

  @Test(
    "are found in data, and features alone are enough",
    arguments: [
      ("--targets p,q,r", "a,b,c,d,e,p,q,r\n\(features),6,7,8\n", true),
      ("--targets p,q,r", "e,d,c,b,a,target_r,target_q,target_p\n", true),
      ("--targets p,q,r", "seq,a,b,c,d,e\n", false),
      ("--labels p,q,r", "a;note;b;c;d;e\n", false),
      ("--labels p,q,r", "a,b,c,d,e,label\n", true),
    ])
  func found(options: String, header: String, isScored: Bool) throws {
    let lines = header.split(separator: "\n")
    let separator: Character = header.contains(";") ? ";" : ","
    let names = lines[0].split(separator: separator)
    let rows = (0..<4).map { row in
      names.map { $0 == "label" ? "q" : $0 == "seq" ? "0" : "\(row).5" }
        .joined(separator: String(separator))
    }
    let text = ([String(lines[0])] + rows).joined(separator: "\n") + "\n"
    try withFiles(["data.csv": text]) { succeed, _ in
      _ = try succeed(
        "import in.safetensors \(Self.inputs) \(options) --mean -0.1,2,0,-1,1 "
          + "--std 2", "")
      _ = try succeed(
        "quantize model.safetensors --calibration data.csv --out m.swlt", "")
      let verify = try succeed(
        "verify m.swlt --reference model.safetensors --data data.csv --steps 0",
        "")
      #expect(verify.output.contains("float score") == isScored)
      #expect(verify.messages.contains("has no targets") != isScored)
      #expect(verify.output.contains("agreement"))
    }
  }

  @Test(
    "that no file can hold are refused",
    arguments: [
      ("--inputs t,b,c,d,e", "can be called 't'"),
      ("--inputs a,seq,c,d,e", "can be called 'seq'"),
      ("--inputs a,b,c,d,Label", "can be called 'Label'"),
      ("--inputs a,b,,d,e", "can be called ''"),
      ("--inputs a,a,c,d,e", "'a' comes twice in --inputs"),
      ("--targets p,p,r", "'p' comes twice in --targets"),
      ("--labels p,q,p", "'p' comes twice in --labels"),
      ("--inputs a,b,c,d,e --targets a,q,r", "twice in --inputs and --targets"),
    ])
  func refused(options: String, sentence: String) throws {
    try withFiles([:]) { _, folder in
      let run = try swiftlet(
        words("import in.safetensors \(options)"), in: folder)
      #expect(run.status == 1 && run.messages.contains(sentence), "\(run)")
    }
  }
}

@Suite("Models as people have them")
struct FieldModelTests {
  private func withFixture(
    _ names: String..., body: (URL) throws -> Void
  ) throws {
    try withFolder { folder in
      for name in names {
        try FileManager.default.copyItem(
          at: fixture("../data/" + name),
          to: folder.appendingPathComponent(name))
      }
      try body(folder)
    }
  }

  @Test(
    "one sigmoid output and two labels are a classification",
    arguments: ["--data bin.csv", "--labels no,yes"])
  func binary(flags: String) throws {
    try withFixture("sigmoid.keras", "bin.csv") { folder in
      let read = try swiftlet(
        words("import sigmoid.keras --out b.safetensors " + flags), in: folder)
      #expect(read.messages.contains("it becomes two logits"), "\(read)")
      for line in [
        "quantize b.safetensors --calibration bin.csv --out b.swlt",
        "verify b.swlt --reference b.safetensors --data bin.csv --steps 0",
      ] {
        let run = try swiftlet(words(line), in: folder)
        #expect(run.status == 0, "\(run.messages)")
      }
    }
  }

  @Test("one sigmoid output without labels is a value, and says what to do")
  func value() throws {
    try withFixture("sigmoid.keras", "bin.csv") { folder in
      let read = try swiftlet(
        words("import sigmoid.keras --out b.safetensors"), in: folder)
      #expect(
        read.messages.contains(
          "is read as a value; of a model that tells two classes name them "
            + "with --labels no,yes"), "\(read)")
      let line = "quantize b.safetensors --calibration bin.csv --out b.swlt"
      let refused = try swiftlet(words(line), in: folder)
      #expect(
        refused.messages.contains("out with --ignore label"), "\(refused)")
      let run = try swiftlet(words(line + " --ignore label"), in: folder)
      #expect(run.status == 0, "\(run.messages)")
      let predicted = try swiftlet(
        words(line + " --predict label"), in: folder)
      #expect(predicted.status == 0, "\(predicted.messages)")
    }
  }

  @Test("buffers by which a model normalises are those of its inputs")
  func buffers() throws {
    try withFixture("normbuf.safetensors") { folder in
      let run = try swiftlet(
        words("import normbuf.safetensors --layers gru,fc"), in: folder)
      #expect(run.status == 0 && run.messages.contains("'mean' is taken"))
    }
  }

  @Test("targets that are not there cannot be learned, the model's answers can")
  func noTargets() throws {
    try withFixture("sigmoid.keras", "bin.csv") { folder in
      _ = try swiftlet(words("import sigmoid.keras"), in: folder)
      let line =
        "quantize model.safetensors --calibration bin.csv --ignore label "
        + "--out b.swlt --epochs 1 --qat"
      let refused = try swiftlet(words(line + " --learn targets"), in: folder)
      #expect(refused.status == 1)
      #expect(
        refused.messages.contains("give data with targets, or --learn model"),
        "\(refused)")
      for option in ["", " --learn model", " --density 0.5"] {
        let run = try swiftlet(words(line + option), in: folder)
        #expect(run.status == 0, "\(run.messages)")
      }
    }
  }

  @Test("a density that saves nothing says so")
  func density() throws {
    try withFiles(["data.csv": Log.pump]) { succeed, _ in
      let options = "--label status --ignore note"
      _ = try succeed(
        "train --data data.csv --hidden 2 --epochs 1 \(options)", "")
      let run = try succeed(
        "quantize model.safetensors --calibration data.csv --out m.swlt "
          + "--density 0.5 --epochs 2 --validation 0", "")
      #expect(
        run.messages.contains(
          "a density of 0.5 saves nothing in layers this small; leave --density"
        ), "\(run.messages)")
      let wide = try succeed(
        "quantize model.safetensors --calibration data.csv --out m.swlt "
          + "--density 0.5 --epochs 2 --validation 0 --target cortex-m55", "")
      #expect(
        wide.messages.contains(
          "stores zeros too: blocks of 16 columns run faster with them than "
            + "kept blocks do there; leave --target out for a smaller file"),
        "\(wide.messages)")
    }
  }
}
