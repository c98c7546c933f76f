import Foundation
import TemporaryFolder
import Testing

/// Data of two parts, a third of whose values are missing, and some of whose
/// steps are missing as a whole.
private func writeData(to folder: URL, gaps: Bool = true) throws {
  for (part, count) in [("train", 60), ("test", 40)] {
    var text = "seq,x,y,target\n"
    for row in 0..<count {
      let x = sin(Double(7 * row))
      let isMissed = gaps && row % 11 > 7
      let fields = [
        gaps && row % 3 == 0 || isMissed ? "" : "\(2 + x)",
        gaps && row % 5 == 1 || isMissed ? "NA" : "\(x * x)",
      ]
      text += "\(row / 20),\(fields[0]),\(fields[1]),\(x)\n"
    }
    try Data(text.utf8).write(to: folder.appending(path: part + ".csv"))
  }
}

private func words(_ line: String) -> [String] {
  line.split(separator: " ").map(String.init)
}

/// Runs the program, whose output is a JSON object.
private func record(_ line: String, in folder: URL) throws -> [String: Any] {
  let run = try swiftlet(words(line + " --json"), in: folder)
  try #require(run.status == 0, "\(run.messages)")
  return try #require(
    try JSONSerialization.jsonObject(with: Data(run.output.utf8))
      as? [String: Any])
}

@Suite("Gap policies")
struct GapCommandTests {
  @Test(
    "the score of a training is that of the float model in verify",
    arguments: ["hold", "mean", "hold:2,mean", "hold:1,reset"])
  func scores(policy: String) throws {
    try withFolder { folder in
      try writeData(to: folder)
      let trained = try record(
        "train --data . --hidden 3 --epochs 2 --gaps \(policy)", in: folder)
      #expect(trained["gap_policy"] as? String == policy)
      let quantized = try record(
        "quantize model.safetensors --calibration . --out model.swlt",
        in: folder)
      #expect(quantized["gap_policy"] as? String == policy)
      let verified = try record(
        "verify model.swlt --reference model.safetensors --data . --steps 200",
        in: folder)
      #expect(verified["gap_policy"] as? String == policy)
      let score = try #require(trained["test_score"] as? Double)
      let other = try #require(verified["float_score"] as? Double)
      #expect(abs(score - other) < 1e-12)
      #expect(try #require(verified["rms_error"] as? Double) < 0.01)
      #expect(
        try record("inspect model.swlt", in: folder)["gap_policy"] as? String
          == policy)
    }
  }

  @Test("another policy than that of the training is told in one line")
  func mismatch() throws {
    try withFolder { folder in
      try writeData(to: folder)
      _ = try record(
        "train --data . --hidden 2 --epochs 1 --gaps mean", in: folder)
      let same = try swiftlet(
        words(
          "quantize model.safetensors --calibration . --out a.swlt --gaps mean"),
        in: folder)
      #expect(
        same.status == 0 && !same.messages.contains("gaps"),
        "\(same.messages)")
      #expect(same.output.contains("gaps mean"))
      let other = try swiftlet(
        words(
          "quantize model.safetensors --calibration . --out b.swlt --gaps hold"),
        in: folder)
      #expect(other.status == 0)
      #expect(other.output.contains("gaps hold"))
      #expect(
        other.messages.hasPrefix(
          "note: --gaps hold differs from the float model's gaps, mean; "
            + "leave --gaps out to fill as it does\n"))
      for command in [
        "verify b.swlt --reference model.safetensors --data . --steps 0",
        "stream b.swlt --reference model.safetensors --json",
      ] {
        let run = try swiftlet(words(command), in: folder)
        #expect(run.status == 0)
        #expect(
          run.messages
            == "note: the float model's gaps are mean; both run with hold, as the "
            + "quantized model says\n")
      }
    }
  }

  @Test("data with gaps do not train a model that refuses them")
  func refused() throws {
    try withFolder { folder in
      try writeData(to: folder)
      let line = "train --data . --hidden 2 --epochs 1"
      let run = try swiftlet(words(line + " --gaps refuse"), in: folder)
      #expect(run.status == 1)
      #expect(
        run.messages.contains(
          "sequence '0', timestep 0: 'x' is missing, which --gaps refuse does "
            + "not allow; fill it in the data, or give --gaps hold or mean"),
        "\(run.messages)")
      _ = try record(line + " --gaps hold", in: folder)
    }
    try withFolder { folder in
      try writeData(to: folder, gaps: false)
      let line = "train --data . --hidden 2 --epochs 1 --gaps refuse"
      _ = try record(line, in: folder)
      _ = try record(
        "quantize model.safetensors --calibration . --out model.swlt",
        in: folder)
      for reference in ["", " --reference model.safetensors"] {
        let run = try swiftlet(
          words("stream model.swlt" + reference), in: folder,
          input: "1,2\n,3\n")
        #expect(run.status == 1)
        #expect(
          run.messages.hasSuffix(
            "standard input:2: a value is missing and the model refuses gaps; "
              + "quantize it with another gap policy\n"), "\(run.messages)")
        #expect(run.output.split(separator: "\n").count == 1)
      }
    }
  }

  @Test("an empty line is a step of which everything is missing")
  func missedSteps() throws {
    try withFolder { folder in
      try writeData(to: folder)
      _ = try record(
        "train --data . --hidden 2 --epochs 1 --gaps hold:1,reset", in: folder)
      _ = try record(
        "quantize model.safetensors --calibration . --out model.swlt",
        in: folder)
      for reference in ["", " --reference model.safetensors"] {
        func rows(_ input: String) throws -> [Substring] {
          let run = try swiftlet(
            words("stream model.swlt" + reference), in: folder, input: input)
          #expect(run.status == 0, "\(run.messages)")
          return run.output.split(separator: "\n")
        }
        let missed = try rows("1,2\n\n\n\n3,1\n")
        #expect(try missed == rows("1,2\nnan,\n,\nNA,null\n3,1\n"))
        // More than one step was missed: the last is the first of a stream.
        #expect(missed.last == (try rows("3,1\n")).last)
        #expect(
          try rows("1,2\n\n3,1\n").last != (try rows("3,1\n")).last)
      }
    }
  }

  @Test("a policy that is none is refused with those that there are")
  func names() throws {
    try withFolder { folder in
      for name in ["last", "hold:x,mean", "hold:3", "hold:70000,mean"] {
        let run = try swiftlet(
          ["train", "--data", "imu_exercise", "--gaps", name], in: folder)
        #expect(run.status == 64)
        #expect(run.messages.contains("hold:N,reset"), "\(run.messages)")
      }
    }
  }
}
