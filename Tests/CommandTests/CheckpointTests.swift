import Foundation
import Testing

/// A long training into `k`, started in the background of a script, that has
/// written a checkpoint; `$first` is its process.
private let training = """
  '\(program.path)' train --data cls.csv --hidden 4 --epochs 100000 \
    --patience 100000 --out k 2>/dev/null >&2 & first=$!
  while ! [ -e k.checkpoint ] && kill -0 $first; do sleep 0.01; done

  """

private let options =
  "--data cls.csv --hidden 4 --epochs 2 --out k"

@Suite("A checkpoint")
struct CheckpointTests {
  /// Runs a body in a folder with the checkpoint of a training that was
  /// killed.
  private func withCheckpoint(_ body: (URL) throws -> Void) throws {
    try withModels { folder in
      let run = try shell(
        training + "kill -9 $first; wait $first; ls k.checkpoint", in: folder)
      try #require(run.status == 0, "\(run.messages)")
      try body(folder)
    }
  }

  private func epochs(_ folder: URL) throws -> Int {
    let file = folder.appendingPathComponent("k.checkpoint")
    let body = try #require(
      try Data(contentsOf: file).split(
        separator: UInt8(ascii: "\n"), maxSplits: 1
      ).last)
    let checkpoint = try #require(
      try JSONSerialization.jsonObject(with: body) as? [String: Any])
    return try #require(checkpoint["history"] as? [Any]).count
  }

  @Test("is not thrown away by a training from the start, and gone on from")
  func kept() throws {
    try withCheckpoint { folder in
      let checkpoint = folder.appendingPathComponent("k.checkpoint")
      let before = try Data(contentsOf: checkpoint)
      let count = try epochs(folder)
      for out in ["k", "./k", "../\(folder.lastPathComponent)/k"] {
        let run = try shell(
          "swiftlet train --data cls.csv --hidden 4 --epochs 1 --out \(out)",
          in: folder)
        #expect(run.status == 1 && run.output.isEmpty)
        #expect(
          run.messages
            == "error: \(out).checkpoint is of a training of \(count) "
            + "\(count == 1 ? "epoch" : "epochs"); give --resume to go on, or "
            + "delete it\n")
        #expect(try Data(contentsOf: checkpoint) == before)
      }
      let resumed = try shell(
        "swiftlet train \(options) --resume", in: folder)
      #expect(resumed.status == 0, "\(resumed.messages)")
      #expect(!resumed.messages.contains("epoch 1/"))
      #expect(!FileManager.default.fileExists(atPath: checkpoint.path))
    }
  }

  @Test("that is deleted is no more, and a training from the start runs")
  func deleted() throws {
    try withCheckpoint { folder in
      let run = try shell(
        "rm k.checkpoint; swiftlet train \(options); ls", in: folder)
      #expect(run.status == 0 && run.messages.contains("epoch 1/"))
      #expect(run.output.hasSuffix("cls.csv\ncls.safetensors\ncls.swlt\nk\n"))
    }
  }

  @Test("that is none is kept too, until it is deleted")
  func damaged() throws {
    try withModels { folder in
      let run = try shell(
        """
        echo mine >k.checkpoint
        swiftlet train \(options); swiftlet train \(options) --resume
        cat k.checkpoint
        rm k.checkpoint; swiftlet train \(options) 2>/dev/null >&2; echo $?
        """, in: folder)
      #expect(run.output == "mine\n0\n")
      #expect(
        run.errors
          == Array(
            repeating: "error: k.checkpoint is not a checkpoint of this "
              + "version; delete it", count: 2))
    }
  }

  @Test("is that of one training: a second with the same --out does not start")
  func twoTrainings() throws {
    try withModels { folder in
      let run = try shell(
        training + """
          ln -s k soft; ln -s . folder
          for out in k ./k soft folder/k; do
            for flag in "" --resume; do
              swiftlet train \(options.dropLast(2)) $out $flag
            done
          done
          kill -0 $first && kill -9 $first; wait $first
          swiftlet train \(options) --resume 2>/dev/null; ls
          """, in: folder)
      let refusal = { (out: String) in
        "error: \(out): another swiftlet is writing it; wait until it ends, or "
          + "choose another name"
      }
      #expect(
        run.errors
          == ["k", "./k", "soft", "folder/k"].flatMap {
            [refusal($0), refusal($0)]
          })
      // It has ended; and nothing of it is left.
      #expect(
        run.output.hasSuffix(
          "cls.csv\ncls.safetensors\ncls.swlt\nfolder\nk\nsoft\n"))
    }
  }

  @Test("lies beside the file that a link leads to")
  func links() throws {
    try withModels { folder in
      let run = try shell(
        """
        mkdir far; ln -s far/model k
        """ + "\n"
          + training.replacing(
            "-e k.checkpoint", with: "-e far/model.checkpoint")
            + """
            kill -9 $first; wait $first
            swiftlet train \(options) >/dev/null
            swiftlet train \(options) --resume 2>/dev/null; ls far; readlink k
            """, in: folder)
      #expect(run.output.hasSuffix("\nmodel\nfar/model\n"))
      #expect(run.errors.count == 1)
      #expect(
        run.errors[0].hasPrefix("error: far/model.checkpoint is of a training"))
    }
  }
}
