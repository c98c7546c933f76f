import Foundation
import TemporaryFolder
import Testing

private func words(_ line: String) -> [String] {
  line.split(separator: " ").map(String.init)
}

@Suite("What stream reads")
struct StreamInputTests {
  private static let plain = "1,0.5\n3,\n,0.25\n\n8,0.5\n"

  @Test("a line without an end is refused before it is read")
  func endless() throws {
    try withStreamedModel { folder in
      let run = try shell(
        """
        for model in model.safetensors m.swlt; do
          { echo 1,0.5; tr '\\0' 1 </dev/zero; } | swiftlet stream $model
        done
        """, in: folder)
      #expect(run.output.split(separator: "\n").count == 2)
      #expect(
        run.messages.split(separator: "\n").filter { $0.hasPrefix("error") }
          == Array(
            repeating: "error: standard input:2: the line is longer than "
              + "1048576 bytes; give one timestep a line", count: 2))
    }
  }

  @Test("a float model answers as the reference of its quantized model")
  func floatModel() throws {
    try withStreamedModel { folder in
      func answer(_ line: String, _ input: String) throws -> String {
        let run = try swiftlet(words(line), in: folder, input: input)
        #expect(run.status == 0, "\(line): \(run.messages)")
        return run.output
      }
      let whole = "1,0.5\n3,0.125\n8,0.5\n"
      for flags in ["", " --json", " --classes", " --json --classes"] {
        let float = try answer("stream model.safetensors" + flags, whole)
        let line = "stream m.swlt --reference model.safetensors"
        #expect(try float == answer(line + flags, whole) && !float.isEmpty)
      }
      let told = try answer("stream model.safetensors --classes", Self.plain)
      let lines = told.split(separator: "\n")
      #expect(lines.count == 5 && Set(lines).isSubset(of: ["a", "b"]))
    }
  }

  @Test(
    "a float model has no integers and no reference, which is one line",
    arguments: ["--raw", "--reference model.safetensors"])
  func refused(flags: String) throws {
    try withStreamedModel { folder in
      let run = try swiftlet(
        words("stream model.safetensors " + flags), in: folder, input: "1,2\n")
      #expect(run.status == 64 && run.output.isEmpty, "\(run)")
      #expect(
        run.messages.hasPrefix(
          "Error: model.safetensors is a float model, which goes without "
            + (flags == "--raw" ? "--raw" : "--reference")), "\(run)")
    }
  }

  @Test("a symbol that a float model does not know is named with its line")
  func symbol() throws {
    try withFolder { folder in
      let rows = (0..<40).map { "\($0 % 4),\($0 / 4 % 2)\n" }
      try Data(("s,label\n" + rows.joined()).utf8).write(
        to: folder.appendingPathComponent("data.csv"))
      let train = try swiftlet(
        words(
          "train --data data.csv --embedding 2 --hidden 2 --epochs 1 "
            + "--validation 0"), in: folder)
      #expect(train.status == 0, "\(train)")
      for (symbol, isKnown) in [
        ("3", true), ("4", false), ("-1", false), ("1.5", false),
      ] {
        let run = try swiftlet(
          words("stream model.safetensors"), in: folder,
          input: "0\n\(symbol)\n")
        #expect(run.status == (isKnown ? 0 : 1))
        #expect(
          isKnown
            || run.messages.hasSuffix(
              "error: standard input:2: '\(symbol)' is not in the model's "
                + "vocabulary; give a symbol's index from 0 to 3\n"),
          "\(run)")
      }
    }
  }

  @Test(
    "a header says which columns are the features, whatever the others",
    arguments: [
      "x,y\n1,0.5\n3,\n,0.25\n\n8,0.5\n", "y,x\n0.5,1\n,3\n0.25,\n\n0.5,8\n",
      "time,y,note,x\n09:00,0.5,\"a, b\",1\n,,,3\n,0.25,?,NA\n\n7,0.5,x,8\n",
      "y;x;z\n0,5;1;1,5\n;3;\n0,25;null;.\n\n0,5;8;a\n",
      "seq\tx\tlabel\ty\na\t1\tb\t0.5\nb\t3\t\t\nb\t\ta\t0.25\n\nb\t8\t\t0.5\n",
      "\u{FEFF}\"x\", y \r\n1, 0.5\r\n3,\r\n,0.25\r\n\r\n8,0.5\r\n",
    ])
  func header(input: String) throws {
    try withStreamedModel { folder in
      for model in ["m.swlt", "model.safetensors"] {
        let expected = try swiftlet(
          ["stream", model], in: folder, input: Self.plain)
        let run = try swiftlet(["stream", model], in: folder, input: input)
        #expect(run.status == 0, "\(run)")
        #expect(run.output == expected.output && !run.output.isEmpty)
      }
    }
  }

  @Test(
    "what a header lacks and what follows it wrongly is named",
    arguments: [
      (
        "y,z\n1,2\n",
        "standard input:1:1: column 'x' is missing; the header has y,z"
      ),
      ("x,z,y\n1,2\n", "standard input:2:1: 2 fields, but 3 columns (x,z,y)"),
      (
        "x,z,y\n1,a,b\n",
        "standard input:2:5: 'b' in column 'y' is not a number"
      ),
      ("1,2\nx,y\n", "standard input:2:1: 'x' in column 'x' is not a number"),
    ])
  func faults(input: String, sentence: String) throws {
    try withStreamedModel { folder in
      let run = try swiftlet(["stream", "m.swlt"], in: folder, input: input)
      #expect(run.status == 1 && run.messages.contains(sentence), "\(run)")
    }
  }

  @Test("integers may have a header too")
  func raw() throws {
    try withStreamedModel { folder in
      let line = words("stream m.swlt --raw")
      let expected = try swiftlet(line, in: folder, input: "100,-20\n5,7\n")
      let run = try swiftlet(
        line, in: folder, input: "note,y,x\na,-20,100\nb,7,5\n")
      #expect(run.output == expected.output && !run.output.isEmpty, "\(run)")
    }
  }
}
