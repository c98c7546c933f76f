import Foundation
import TemporaryFolder
import Testing

private func words(_ line: String) -> [String] {
  line.split(separator: " ").map(String.init)
}

/// Trains on a text with options, for one epoch.
private func train(
  _ text: String, _ flags: String = "", in folder: URL
) throws -> Run {
  try Data(text.utf8).write(to: folder.appendingPathComponent("data.csv"))
  return try swiftlet(
    words(
      "train --data data.csv --hidden 2 --epochs 1 --validation 0 " + flags),
    in: folder)
}

/// Genes of letters, whose last step tells the kind.
private let genes =
  "seq,base,label\n"
  + (0..<12).map { gene in
    (0..<9).map { step in
      "\(gene),\((gene * step + step * step) % 4),\(step == 8 ? gene % 3 : 0)\n"
    }.joined()
  }.joined()

@Suite("What train remarks on data")
struct DataHintTests {
  @Test(
    "symbols and labels at the end are a hint, gone when it is followed",
    arguments: [
      ("", "'base' looks like symbols", true),
      ("", "--embedding 8 gives each a row; only the last label", true),
      ("--embedding 8", "hint: only the last label of a sequence tells", true),
      ("--embedding 8", "symbols", false),
      ("--scoring last-step", "whole numbers: --embedding 8 gives each", true),
      ("--scoring last-step", "the last label", false),
      ("--embedding 8 --scoring last-step", "hint:", false),
      ("--scoring every-step --embedding 2", "hint:", false),
    ])
  func hint(flags: String, text: String, isSaid: Bool) throws {
    try withFolder { folder in
      let run = try train(genes, flags, in: folder)
      #expect(run.status == 0, "\(run)")
      #expect(run.messages.contains(text) == isSaid, "\(run.messages)")
      let hints = run.messages.split(separator: "\n").filter {
        $0.hasPrefix("hint: ")
      }
      #expect(hints.count <= 1)
    }
  }

  @Test("words in the one feature are refused, and numbers for them train")
  func features() throws {
    try withFolder { folder in
      let letters = genes.split(separator: "\n").map {
        $0.split(separator: ",").enumerated().map { index, field in
          index == 1 && field != "base"
            ? ["A", "C", "G", "T"][Int(field) ?? 0] : String(field)
        }.joined(separator: ",")
      }.joined(separator: "\n")
      let run = try train(letters, in: folder)
      #expect(
        run.status == 1
          && run.messages.hasSuffix(
            "; for words, write 0, 1, 2, … in the place of each and give "
              + "--embedding 8\n"),
        "\(run)")
      let numbers = try train(genes, "--embedding 8", in: folder)
      #expect(numbers.status == 0)
    }
  }

  @Test("a spike is named by train and by quantize, until its field is empty")
  func spike() throws {
    let rows = (0..<300).map { "\(($0 * 7919) % 101),\($0 % 7),\($0 / 9 % 2)" }
    var spiked = rows
    spiked[1] = "65535,1,0"
    let text = (["x0,y,label"] + spiked).joined(separator: "\n")
    let cleared = text.replacing("65535", with: "")
    let gone = (["x0,y,label"] + rows[..<1] + rows[2...])
      .joined(separator: "\n")
    try withFolder { folder in
      let spike =
        "data.csv:3: 'x0' is 65535, 2240 deviations from the mean of the "
        + "others; if it is no measurement, leave the field empty or delete "
        + "the row\n"
      #expect(try train(text, in: folder).messages.contains(spike))
      let quantize = words(
        "quantize model.safetensors --calibration data.csv --out m.swlt")
      let run = try swiftlet(quantize, in: folder)
      #expect(run.messages.contains(spike), "\(run)")
      for text in [cleared, gone] {
        let clean = try train(text, in: folder)
        #expect(
          clean.status == 0 && !clean.messages.contains("deviations"),
          "\(clean)")
      }
    }
  }

  @Test(
    "what a file cannot hold is refused before training, with its column",
    arguments: [
      (
        "s,label\n0,0\n32767,1\n1,0\n", "--embedding 4",
        "--embedding takes indices from 0 to 32766, which a model's file holds"
          + "; number the symbols of column 's' from 0",
        "s,label\n0,0\n2,1\n1,0\n"
      ),
      (
        "p,label\n1e-12,0\n2e-12,1\n3e-12,0\n", "",
        "the feature 'p' is too small for the device's 2^-31; scale it up, for "
          + "example by 1e12", "p,label\n1,0\n2,1\n3,0\n"
      ),
      (
        "p,label\n1e12,0\n2e12,1\n3e12,0\n", "",
        "the feature 'p' is too large for the device's 32 bits; scale it down, "
          + "for example by 1e-12", "p,label\n1,0\n2,1\n3,0\n"
      ),
      (
        "p,label\n1e9,0\n1000000000.1,1\n1000000000.2,0\n", "",
        "; subtract a constant from it", "p,label\n0,0\n0.1,1\n0.2,0\n"
      ),
      (
        "x,target_y\n1,1e12\n2,2e12\n3,3e12\n", "",
        "; scale the target down, for example by 1e-11",
        "x,target_y\n1,1\n2,2\n3,3\n"
      ),
    ])
  func limits(text: String, flags: String, sentence: String, mended: String)
    throws
  {
    try withFolder { folder in
      let refused = try train(text, flags, in: folder)
      #expect(refused.status == 1, "\(refused)")
      #expect(refused.messages.hasSuffix(sentence + "\n"), "\(refused)")
      #expect(!refused.messages.contains("epoch"))
      let run = try train(mended, flags, in: folder)
      #expect(run.status == 0, "\(run)")
      let quantized = try swiftlet(
        words("quantize model.safetensors --calibration data.csv --out m.swlt"),
        in: folder)
      #expect(quantized.status == 0, "\(quantized)")
    }
  }

  @Test("too many classes or values are refused with their columns")
  func counts() throws {
    try withFolder { folder in
      let names = (0...4096).map { "c\($0)" }
      let labels = try train(
        "x,label\n1,c0\n2,c1\n", "--labels " + names.joined(separator: ","),
        in: folder)
      #expect(
        labels.status == 1
          && labels.messages.contains(
            "column 'label' has 4097 classes, but a model tells at most 4096; "
              + "give fewer --labels"),
        "\(labels)")
      let values = names.map { "target_" + $0 }
      let row = names.map { _ in "1" }.joined(separator: ",")
      let text = "x," + values.joined(separator: ",") + "\n1,\(row)\n2,\(row)\n"
      let run = try train(text, in: folder)
      #expect(
        run.status == 1
          && run.messages.contains(
            "from 'target_c0' to 'target_c4096' there are 4097 values to "
              + "predict, but a model gives at most 4096; leave some out with "
              + "--ignore"),
        "\(run)")
      let fewer = try train(text, "--ignore target_c7", in: folder)
      #expect(fewer.status == 0, "\(fewer)")
    }
  }
}
