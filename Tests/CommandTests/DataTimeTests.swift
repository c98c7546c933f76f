import Foundation
import TemporaryFolder
import Testing
import WrongModels

/// A log of one recording, a row a minute, of which some are missing.
private func log(_ time: (Int) -> String, separator: String = ",") -> String {
  (["when,x,y,state"]
    + (0..<90).filter { $0 % 30 < 24 || $0 % 30 > 27 }.map { minute in
      let state = minute / 10 % 2 == 0 ? "off" : "on"
      return "\(time(minute)),\(minute % 5),\(minute % 3),\(state)"
    }).joined(separator: "\n").replacing(",", with: separator) + "\n"
}

private func clock(_ minute: Int) -> String {
  "2026-03-01T\(minute / 60 + 10):\(minute % 60 / 10)\(minute % 10):00"
}

private let roles = "--label state --time when"

private func words(_ line: String) -> [String] {
  line.split(separator: " ").map(String.init)
}

private func write(_ text: String, _ name: String, _ folder: URL) throws {
  try Data(text.utf8).write(to: folder.appendingPathComponent(name))
}

@Suite("Rows missing in time")
struct DataTimeTests {
  @Test("become timesteps in every command that reads data")
  func commands() throws {
    try withFolder { folder in
      try write(log(clock, separator: ";"), "log.csv", folder)
      let train = try swiftlet(
        words(
          "train --data log.csv \(roles) --step 1m --hidden 4 --epochs 3 "
            + "--validation 0"), in: folder)
      #expect(train.status == 0, "\(train.messages)")
      #expect(
        train.messages.hasPrefix(
          "log.csv: 1 sequence, 90 steps of 60 s, 12 of them missing; features "
            + "x, y; classes of 'state' off (42), on (36)\n"),
        "\(train.messages)")
      #expect(!train.messages.contains("targets are missing"))
      for (step, steps) in [("", 90), (" --step 1m", 90), (" --step 30s", 179)]
      {
        let verify = try shell(
          """
          swiftlet quantize model.safetensors --calibration log.csv \(roles) \
            --out m.swlt\(step) &&
          swiftlet verify m.swlt --reference model.safetensors --data log.csv \
            \(roles) --steps 0\(step)
          """, in: folder)
        #expect(verify.status == 0, "\(verify.messages)")
        #expect(
          verify.output.contains("steps            \(steps)\n"),
          "\(verify.output)")
        #expect(verify.output.contains("\n  off        42 "))
      }
      try FileManager.default.copyItem(
        at: fixture("torch-gru1.safetensors"),
        to: folder.appendingPathComponent("in.safetensors"))
      let header = "time,a,b,c,d,e,target_p,target_q,target_r\n"
      try write(
        header + "0,1,2,3,4,5,1,2,3\n2,2,3,4,5,6,1,2,4\n", "five.csv", folder)
      for (step, expected) in [("2", 0), ("1.5", 1)] {
        let read = try swiftlet(
          words(
            "import in.safetensors --out i.safetensors --data five.csv --step "
              + step), in: folder)
        #expect(read.status == expected, "\(read.messages)")
      }
    }
  }

  @Test(
    "take a number of seconds or a unit",
    arguments: ["60", "60s", "1m", "60000ms", "0.016666666666666666h"])
  func units(step: String) throws {
    try withFolder { folder in
      try write(log { "\(1_772_353_800_000 + $0 * 60_000)" }, "log.csv", folder)
      let run = try swiftlet(
        words(
          "train --data log.csv \(roles) --hidden 2 --epochs 1 --step \(step)"),
        in: folder)
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.messages.contains("90 steps of 60 s, 12 of them missing"))
    }
  }

  @Test(
    "refuse what is no step",
    arguments: ["0", "-1", "1w", "s", "nan", "inf", "1e400"])
  func noStep(step: String) throws {
    try withFolder { folder in
      let run = try swiftlet(
        ["train", "--data", "log.csv", "--step", step], in: folder)
      #expect(run.status == 64 && run.messages.contains("--step"), "\(run)")
    }
  }

  @Test(
    "what cannot be is one line, whose remedies work",
    arguments: [
      (
        "w,x,label\n0,1,0\n1,2,1\n2,3,1\n", "--step 1",
        "--step needs the time of each row; name its column with --time",
        ["--step 1 --time w"]
      ),
      (
        "time,u,x,label\nnoon,0,1,0\n12:30,1800,2,1\n,3600,2,1\n",
        "--step 1800",
        "or as the seconds since 1970, name another column with --time, or "
          + "leave --step out", ["", "--time u --step 1800 --ignore time"]
      ),
      (
        "t,x,day,label\n3,1,1,0\n4,2,1,1\n0,3,2,1\n", "",
        "data.csv:4:1: the time '0' in column 't' does not rise; sort the rows "
          + "by it, name the column of the recordings with --sequence, or "
          + "leave the time out with --ignore t",
        ["--sequence day", "--ignore t"]
      ),
      (
        "t,x,label\n0,1,0\n1.4,2,1\n2.8,2,0\n", "--step 1",
        "give another --step, correct the time, or leave --step out",
        ["--step 1.4", ""]
      ),
      (
        "t,s,label\n0,0,0\n2,1,1\n3,2,0\n", "--step 1 --embedding 4",
        "sequence '0', timestep 1: 's' is not a symbol's index from 0 to 2 but "
          + "missing; fill it in, or leave --step out", ["--embedding 4"]
      ),
      (
        "t,x,part,label\n0,1,a,0\n90000,2,b,1\n180000,2,c,0\n",
        "--step 1 --ignore part",
        "give the rows from here on another id in the column of the "
          + "recordings, or give a larger --step",
        ["--step 1 --sequence part", "--step 25h --ignore part"]
      ),
    ])
  func remedies(
    text: String, flags: String, sentence: String, remedies: [String]
  ) throws {
    try withFolder { folder in
      try write(text, "data.csv", folder)
      let line = "train --data data.csv --hidden 2 --epochs 1 --validation 0 "
      let refused = try swiftlet(words(line + flags), in: folder)
      #expect(refused.status == 1, "\(refused)")
      #expect(refused.messages.hasSuffix(sentence + "\n"), "\(refused)")
      for remedy in remedies {
        let run = try swiftlet(words(line + remedy), in: folder)
        #expect(run.status == 0, "\(remedy): \(run.messages)")
      }
    }
  }

  @Test("a log of one recording serves every command without a sequence")
  func oneRecording() throws {
    try withFolder { folder in
      try write(log(clock), "log.csv", folder)
      let run = try shell(
        """
        swiftlet train --data log.csv \(roles) --hidden 2 --epochs 1 &&
        swiftlet quantize model.safetensors --calibration log.csv --out m.swlt \
          --qat --epochs 1 --validation 0 &&
        swiftlet verify m.swlt --reference model.safetensors --data log.csv \
          --steps 100 &&
        swiftlet stream m.swlt --classes <log.csv | tail -1
        """, in: folder)
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.output.hasSuffix("on\n") || run.output.hasSuffix("off\n"))
    }
  }
}
