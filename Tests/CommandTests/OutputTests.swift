import Foundation
import Testing
import WrongModels

/// A command whose output is one of its inputs.
struct Overwriting: CustomTestStringConvertible, Sendable {
  var command: String
  /// The output and the input that the refusal names.
  var output: String
  var input: String
  /// What makes the files, in bash.
  var setting: String

  init(
    _ command: String, _ output: String = "--out", over input: String,
    after setting: String = ""
  ) {
    self.command = command
    self.output = output
    self.input = input
    self.setting = setting
  }

  var testDescription: String { command }

  private static let quantize = "quantize cls.safetensors --calibration"
  private static let verify =
    "verify cls.swlt --reference cls.safetensors --data cls.csv --steps 0 "
    + "--report"
  private static let train = "train --epochs 1 --hidden 4"
  private static let part =
    "mkdir part; cp cls.csv part/train.csv; cp cls.csv part/test.csv"
  private static let state =
    "cp \(fixture("torch-gru1.safetensors").path) state.safetensors; "
    + "cp \(fixture("torch-gru1.safetensors.json").path) vectors.json"
  private static let onnx =
    "cp \(fixture("onnx-gru-large.onnx").path)* ."

  static let all = [
    Overwriting("\(quantize) cls.csv --out cls.safetensors", over: "the model"),
    Overwriting("\(quantize) cls.csv --out cls.csv", over: "the data"),
    Overwriting(
      "\(quantize) cls.csv --out hard", over: "the model",
      after: "ln cls.safetensors hard"),
    Overwriting(
      "\(quantize) cls.csv --out softer", over: "the data",
      after: "ln -s cls.csv soft; ln -s soft softer"),
    Overwriting(
      "\(quantize) folder/cls.csv --out ./cls.csv", over: "the data",
      after: "ln -s . folder"),
    Overwriting(
      "\(quantize) part --out part/test.csv", over: "the data", after: part),
    Overwriting("\(train) --data cls.csv --out cls.csv", over: "the data"),
    Overwriting(
      "\(train) --data part --out part/../part/test.csv", over: "the data",
      after: part),
    Overwriting(
      "\(train) --data k.checkpoint --out k", "the checkpoint of --out",
      over: "the data", after: "mv cls.csv k.checkpoint"),
    Overwriting("\(verify) cls.swlt", "--report", over: "the model"),
    Overwriting("\(verify) ./cls.csv", "--report", over: "the data"),
    Overwriting(
      "\(verify) hard", "--report", over: "the reference",
      after: "ln cls.safetensors hard"),
    Overwriting(
      "import link --out x.safetensors", over: "the model",
      after: state + "; ln -s x.safetensors link"),
    Overwriting(
      "import state.safetensors --out ./state.safetensors", over: "the model",
      after: state),
    Overwriting(
      "import state.safetensors --reference vectors.json --out vectors.json",
      over: "the reference", after: state),
    Overwriting(
      "import state.safetensors --data cls.csv --out cls.csv",
      over: "the data", after: state),
    Overwriting(
      "import onnx-gru-large.onnx --out onnx-gru-large.onnx.data",
      over: "the model", after: onnx),
    Overwriting(
      "inspect cls.swlt >>cls.swlt", "standard output", over: "the model"),
    Overwriting(
      "stream cls.swlt <cls.csv >>cls.csv", "standard output",
      over: "standard input"),
    Overwriting(
      "stream cls.swlt </dev/null 2>>cls.swlt", "standard error",
      over: "the model"),
  ]
}

@Suite("The outputs of the commands")
struct OutputTests {
  @Test("are no inputs: refused before any work", arguments: Overwriting.all)
  func inputs(wrong: Overwriting) throws {
    try withModels { folder in
      _ = try shell(wrong.setting, in: folder)
      let before = try contents(of: folder)
      let refusal =
        "error: \(wrong.output) would overwrite \(wrong.input); choose another "
        + "name"
      let run = try shell("swiftlet \(wrong.command)", in: folder)
      #expect(run.status == 64 && run.output.isEmpty)
      if wrong.output == "standard error" {
        // The refusal itself is all that comes behind the model.
        let model = try contents(of: folder)["cls.swlt"]
        #expect(model == before["cls.swlt"]! + Data((refusal + "\n").utf8))
      } else {
        #expect(run.messages == refusal + "\n")
        #expect(try contents(of: folder) == before)
      }
    }
  }

  @Test("are not one file")
  func outputs() throws {
    try withModels { folder in
      let run = try shell(
        """
        swiftlet verify cls.swlt --reference cls.safetensors --data cls.csv \
          --steps 0 --report page.html >page.html
        """, in: folder)
      #expect(run.status == 64)
      #expect(
        run.messages
          == "error: --report and standard output are the same file; choose "
          + "another name\n")
    }
  }

  /// A command that writes `$out`, and what is there then.
  static let writers = [
    ("quantize cls.safetensors --calibration cls.csv --out", "SWLT"),
    (
      "verify cls.swlt --reference cls.safetensors --data cls.csv --steps 0 "
        + "--report", "<!DOCTYPE html>"
    ),
    ("train --data cls.csv --hidden 4 --epochs 1 --out", "__metadata__"),
    (
      "import \(fixture("torch-gru1.safetensors").path) --out", "__metadata__"
    ),
  ]

  @Test(
    "go through links, which stay, keep permissions and leave nothing else",
    arguments: writers)
  func links(command: String, part: String) throws {
    try withModels { folder in
      let before = try contents(of: folder).keys
      let run = try shell(
        """
        mkdir far; echo old >far/old; chmod 604 far/old; chmod 755 far
        ln -s far near; ln -s far/old soft; ln -s near/new softer
        for out in soft softer near/newest; do
          swiftlet \(command) $out >/dev/null 2>log || cat log >&2
        done
        readlink soft softer near; stat -c %a far/old
        """, in: folder)
      #expect(run.messages.isEmpty, "\(run.messages)")
      #expect(run.output == "far/old\nnear/new\nfar\n604\n")
      let after = try contents(of: folder)
      let results = ["far/old", "far/new", "far/newest"]
      for name in results {
        #expect(after[name] == after["far/new"])
        #expect(after[name]?.range(of: Data(part.utf8)) != nil)
      }
      #expect(
        Set(after.keys).subtracting(before)
          == Set(results + ["soft", "softer", "log"]))
    }
  }

  @Test("go into a named pipe, which stays", arguments: writers)
  func pipes(command: String, part: String) throws {
    try withModels { folder in
      let run = try shell(
        """
        mkfifo pipe
        cat pipe >read & reader=$!
        swiftlet \(command) pipe >/dev/null; status=$?
        [ $status = 0 ] && wait $reader || kill -9 $reader
        stat -c %F pipe; exit $status
        """, in: folder)
      #expect(run.output == "fifo\n")
      let read = try contents(of: folder)["read"]
      if command.hasPrefix("train") {
        #expect(run.status == 1)
        #expect(run.lines.first?.hasSuffix("give a file's name") == true)
      } else {
        #expect(run.status == 0, "\(run.messages)")
        #expect(read?.range(of: Data(part.utf8)) != nil)
      }
    }
  }

  @Test(
    "that cannot be written are told before any work, and leave nothing",
    arguments: writers)
  func unwritable(command: String, part: String) throws {
    try withModels { folder in
      let before = try contents(of: folder)
      for (path, cause) in [
        ("none/x", "there is no folder 'none'; make it"), (".", "is a folder"),
        ("cls.csv/x", "there is no folder 'cls.csv'"),
        ("none/", "is a folder; give a file's name"),
      ] {
        let run = try shell("swiftlet \(command) \(path)", in: folder)
        #expect(run.status == 1 && run.output.isEmpty)
        #expect(run.lines.count == 1 && run.messages.contains(cause))
        #expect(try contents(of: folder) == before)
      }
      // The remedies: make the folder, give a file's name.
      let run = try shell(
        "mkdir none; swiftlet \(command) none/x; swiftlet \(command) x",
        in: folder)
      #expect(run.status == 0, "\(run.messages)")
      let after = try contents(of: folder)
      #expect(after["none/x"] == after["x"] && after["x"] != nil)
    }
  }

  @Test("of a run that fails are as before, and nothing lies beside them")
  func failures() throws {
    try withModels { folder in
      let run = try shell(
        """
        echo old >out; printf 'seq,a,label\\n0,x,1\\n' >bad.csv
        swiftlet train --data bad.csv --out out
        swiftlet quantize cls.safetensors --calibration bad.csv --out out
        swiftlet verify cls.swlt --reference cls.safetensors --data bad.csv \
          --report out
        swiftlet import bad.csv --out out
        ls
        """, in: folder)
      #expect(run.lines.count == 4)
      #expect(
        run.output == "bad.csv\ncls.csv\ncls.safetensors\ncls.swlt\nout\n")
      #expect(try contents(of: folder)["out"] == Data("old\n".utf8))
    }
  }

  @Test("that reach a limit of the files' size are one line, as before")
  func fileSizeLimit() throws {
    try withModels { folder in
      let run = try shell(
        """
        echo old >page.html
        (ulimit -f 1; swiftlet verify cls.swlt --reference cls.safetensors \
          --data cls.csv --steps 0 --report page.html)
        """, in: folder)
      #expect(run.status == 1)
      #expect(
        run.messages
          == "error: page.html: cannot be written: file too large; choose "
          + "another name\n")
      let after = try contents(of: folder)
      #expect(after["page.html"] == Data("old\n".utf8) && after.count == 4)
    }
  }
}
