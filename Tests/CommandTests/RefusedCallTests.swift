import Foundation
import Testing
import WrongModels

/// What `tools/test-faults` tries at every call is tried here at one.
@Suite("A file that the system refuses")
struct RefusedCallTests {
  @Test("is no end of the data, where it is standard input")
  func unreadableInput() throws {
    try withModels { folder in
      let run = try shell(
        """
        for input in . -; do
          if [ $input = - ]; then exec <&-; else exec <$input; fi
          swiftlet stream cls.swlt; echo $?
        done
        """, in: folder)
      #expect(run.output == "1\n1\n")
      #expect(
        run.lines
          == ["is a directory", "bad file descriptor"].map {
            "error: standard input: cannot be read: \($0); give a file or a "
              + "pipe of lines"
          })
    }
  }

  @Test("for now, as a pipe that does not wait, is read on")
  func nonblockingInput() throws {
    try withModels { folder in
      let (input, output) = (Pipe(), Pipe())
      let reading = input.fileHandleForReading.fileDescriptor
      #expect(fcntl(reading, F_SETFL, O_NONBLOCK) == 0)
      let process = Process()
      process.executableURL = program
      process.arguments = ["stream", "cls.swlt"]
      process.currentDirectoryURL = folder
      process.standardInput = input
      process.standardOutput = output
      try process.run()
      for _ in 0..<2 {
        Thread.sleep(forTimeInterval: 0.3)
        try input.fileHandleForWriting.write(contentsOf: Data("1,2\n".utf8))
      }
      try input.fileHandleForWriting.close()
      let text = try output.fileHandleForReading.readToEnd()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      #expect(text?.count { $0 == UInt8(ascii: "\n") } == 2)
    }
  }

  @Test("is named with the cause")
  func causes() throws {
    try withModels { folder in
      let run = try shell(
        """
        mkdir -p k.checkpoint out/.swiftlet-embed
        swiftlet inspect .
        swiftlet stream none.swlt
        swiftlet stream none.safetensors
        swiftlet import none.onnx --out x
        swiftlet quantize cls.safetensors --calibration . --out x
        swiftlet train --data cls.csv --resume --out k
        swiftlet embed cls.swlt --target host --only model --out out
        swiftlet embed cls.swlt --target host --out cls.csv/out
        """, in: folder)
      let causes = [
        "cannot be read: is a directory; check",
        "none.swlt: cannot be read: no such file or directory; check",
        "none.safetensors: cannot be read: no such file or directory; give",
        "none.onnx: cannot be read: no such file or directory; give",
        "the folder has no train.csv; add it",
        "'k.checkpoint' is a folder; give a file's name",
        "out/.swiftlet-embed: cannot be read: is a directory; move it",
        "cls.csv/out: cannot be written: there is no folder 'cls.csv'; make",
      ]
      #expect(run.errors.count == causes.count && run.output.isEmpty)
      for (line, cause) in zip(run.lines, causes) {
        #expect(line.contains(cause), "\(line)")
      }
    }
  }

  @Test("is read once, where it is a pipe of a model to import")
  func pipedModel() throws {
    try withModels { folder in
      let run = try shell(
        """
        model='\(fixture("torch-gru1.safetensors").path)'
        swiftlet import "$model" --out plain | sed s/plain/x/ >one
        swiftlet import <(cat "$model") --out piped | sed s/piped/x/ >other
        cmp one other && cmp plain piped
        """, in: folder)
      #expect(run.status == 0, "\(run)")
    }
  }
}

@Suite("An argument")
struct ArgumentTests {
  @Test("that is not UTF-8 names no other file")
  func bytes() throws {
    try withModels { folder in
      let before = try contents(of: folder)
      let run = try shell(
        """
        swiftlet quantize cls.safetensors --calibration cls.csv --out $'\\xff'
        """, in: folder)
      #expect(run.status == 64 && run.messages.contains("is not UTF-8 text"))
      #expect(try contents(of: folder) == before)
    }
  }

  @Test("that is empty is not the root of all folders")
  func empty() throws {
    try withModels { folder in
      let run = try shell(
        "swiftlet embed cls.swlt --target host --out ''", in: folder)
      #expect(run.status == 64)
      #expect(run.messages.contains("--out takes a folder, which '' is not"))
    }
  }
}
