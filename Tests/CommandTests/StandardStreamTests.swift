import Foundation
import Testing
import WrongModels

@Suite("Standard output and error")
struct StandardStreamTests {
  static let commands = [
    "--help", "help train", "stream --help", "--version", "inspect cls.swlt",
    "inspect cls.swlt --json", "stream cls.swlt <rows",
    "stream cls.swlt --json <rows", "stream cls.swlt --raw </dev/null --json",
    "verify cls.swlt --reference cls.safetensors --data cls.csv --steps 0",
    "verify cls.swlt --reference cls.safetensors --data cls.csv --steps 500 "
      + "--json",
    "quantize cls.safetensors --calibration cls.csv --out x",
    "train --data cls.csv --hidden 2 --epochs 1 --out x",
    "import \(fixture("torch-gru1.safetensors").path) --out x",
  ]

  @Test("on a full disk are one line and status 1", arguments: commands)
  func fullDisk(command: String) throws {
    try withModels { folder in
      let run = try shell(
        """
        yes 0.1,0.2 | head -5 >rows
        swiftlet \(command) >/dev/full
        """, in: folder)
      #expect(run.status == 1)
      #expect(
        run.lines.last == "error: standard output: no space left on device")
      #expect(!run.messages.contains("Fatal"))
    }
  }

  @Test(
    "end quietly where nobody reads, with SIGPIPE ignored or not",
    arguments: ["", "trap '' PIPE; "], ["", " --json"])
  func closedPipe(trap: String, flags: String) throws {
    try withModels { folder in
      let run = try shell(
        """
        yes 0.1,0.2 | head -2000 >rows
        \(trap)for line in "stream cls.swlt\(flags)" "inspect cls.swlt\(flags)" \
          --help --version
        do
          (sleep 0.3; swiftlet $line <rows; echo $? >>statuses) | true
        done
        cat statuses
        """, in: folder)
      #expect(run.messages.isEmpty && run.output == "141\n141\n141\n141\n")
      let long = try shell(
        """
        yes 0.1,0.2 | head -100000 >rows
        \(trap)swiftlet stream cls.swlt <rows | head -1
        exit ${PIPESTATUS[0]}
        """, in: folder)
      #expect(long.status == 141 && long.messages.isEmpty)
      #expect(long.output.split(separator: "\n").count == 1)
    }
  }

  @Test("that are closed fail, and no file takes their place")
  func closed() throws {
    try withModels { folder in
      let run = try shell(
        """
        swiftlet quantize cls.safetensors --calibration cls.csv --out x >&- <&-
        echo $?
        swiftlet train --data cls.csv --hidden 2 --epochs 1 --out y 2>&- \
          >/dev/null
        echo $?
        swiftlet quantize y --calibration cls.csv --out z >/dev/null || exit 1
        swiftlet inspect x >/dev/null && cmp x cls.swlt
        """, in: folder)
      #expect(run.status == 0 && run.output == "1\n1\n")
      #expect(
        run.messages == "error: standard output: bad file descriptor\n")
    }
  }

  @Test("error on a full disk ends no work, but is no success")
  func fullError() throws {
    try withModels { folder in
      let run = try shell(
        """
        swiftlet train --data cls.csv --hidden 2 --epochs 2 --out x 2>/dev/full
        echo $?
        swiftlet inspect nothing 2>/dev/full
        echo $?
        swiftlet train --nonsense 2>/dev/full
        echo $?
        """, in: folder)
      #expect(run.output.hasSuffix("of 2\n1\n1\n64\n"))
      #expect(try contents(of: folder)["x"] != nil)
    }
  }
}
