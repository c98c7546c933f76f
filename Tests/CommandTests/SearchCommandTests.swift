import Foundation
import TemporaryFolder
import Testing

@Suite("swiftlet search")
struct SearchCommandTests {
  private static let search =
    "swiftlet search --data cls.csv --cell gru,rnn --hidden 2,4 --epochs 2 "

  /// The lines of a file.
  private func lines(_ name: String, in folder: URL) throws -> [String] {
    try String(
      contentsOf: folder.appendingPathComponent(name), encoding: .utf8
    ).split(separator: "\n").map(String.init)
  }

  private func object(_ run: Run) throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8))
        as? [String: Any])
  }

  @Test("gives the same file and the same table, however it is divided")
  func divisions() throws {
    try withModels { folder in
      let search = Self.search
      func file(_ name: String) throws -> Data {
        try Data(contentsOf: folder.appendingPathComponent(name))
      }
      let whole = try shell(
        search + "--jobs 1 --results a.jsonl --report a.html", in: folder)
      #expect(whole.status == 0, "\(whole.messages)")
      let whole2 = try shell(
        search + "--jobs 3 --results b.jsonl --report b.html", in: folder)
      #expect(try file("a.jsonl") == file("b.jsonl"))
      #expect(try file("a.html") == file("b.html"))
      #expect(whole.output == whole2.output)
      let parts = try shell(
        search + "--shard 1/2 --results 1.jsonl && " + search
          + "--shard 2/2 --results 2.jsonl", in: folder)
      #expect(parts.status == 0, "\(parts.messages)")
      #expect(try lines("1.jsonl", in: folder).count == 3)
      let merged = try shell(
        search + "--merge 1.jsonl 2.jsonl --results c.jsonl", in: folder)
      #expect(merged.output == whole.output, "\(merged.messages)")
      #expect(try file("a.jsonl") == file("c.jsonl"))
      #expect(!merged.messages.contains("trial 1:"))
    }
  }

  @Test("goes on where it was killed, and from a file without a line")
  func resumes() throws {
    try withModels { folder in
      let search = Self.search + "--results r.jsonl"
      let whole = try shell(search, in: folder)
      let file = folder.appendingPathComponent("r.jsonl")
      let bytes = try Data(contentsOf: file)
      let rows = try lines("r.jsonl", in: folder)
      #expect(rows.count == 5, "\(whole.messages)")
      for rest in [
        rows[...2].joined(separator: "\n") + "\n" + rows[3].prefix(20),
        rows[0] + "\n" + rows[4] + "\n", String(rows[0].prefix(5)), "",
      ] {
        try Data(rest.utf8).write(to: file)
        let run = try shell(search, in: folder)
        #expect(run.output == whole.output, "\(run.messages)")
        #expect(try Data(contentsOf: file) == bytes)
      }
    }
  }

  @Test("goes on with the same data in another place")
  func moved() throws {
    try withModels { folder in
      let search = Self.search + "--results r.jsonl "
      let whole = try shell(search, in: folder)
      let moved = try shell(
        "cp cls.csv copy.csv; " + search + "--data copy.csv", in: folder)
      #expect(moved.status == 0 && moved.output == whole.output)
      let other = try shell(
        "sed -i '1s/\"trials\":4/\"trials\":3/' r.jsonl; " + search, in: folder)
      #expect(other.messages.contains("is of a search with 4 candidates, 0"))
    }
  }

  @Test(
    "refuses a file of another search, in one line with a remedy that works")
  func refusals() throws {
    try withModels { folder in
      let search = Self.search + "--results r.jsonl "
      #expect(try shell(search, in: folder).status == 0)
      let bytes = try Data(
        contentsOf: folder.appendingPathComponent("r.jsonl"))
      for (options, cause) in [
        ("--qat", "other options: --cell gru,rnn --hidden 2,4"),
        ("--shard 1/2", "no --shard"),
        ("--data other.csv", "other data (cls.csv)"),
      ] {
        let run = try shell(
          "sed 's/0.5/0.25/' cls.csv >other.csv; " + search + options,
          in: folder)
        #expect(run.status == 1 && run.errors.count == 1)
        #expect(
          run.messages.contains("error: r.jsonl is of a search with " + cause)
            && run.messages.contains("another --results"), "\(run.messages)")
        #expect(
          try Data(contentsOf: folder.appendingPathComponent("r.jsonl"))
            == bytes)
      }
      let other = try shell(search + "--qat --results q.jsonl", in: folder)
      #expect(other.status == 0, "\(other.messages)")
      let damaged = try shell(
        "sed '3s/score/scare/' r.jsonl >d.jsonl; " + Self.search
          + "--results d.jsonl", in: folder)
      #expect(
        damaged.errors == [
          "error: d.jsonl:3: is no result of this search; delete the line"
        ])
      let mended = try shell(
        "sed -i 3d d.jsonl; " + Self.search + "--results d.jsonl", in: folder)
      #expect(mended.status == 0, "\(mended.messages)")
      let foreign = try shell(
        Self.search + "--results cls.safetensors", in: folder)
      #expect(
        foreign.errors == [
          "error: cls.safetensors is no file of a search; give another "
            + "--results"
        ])
      let conflict = try shell(search + "--merge r.jsonl", in: folder)
      #expect(conflict.status == 64)
    }
  }

  @Test("skips what is beyond the budget, before it is trained")
  func budget() throws {
    try withModels { folder in
      let search = Self.search + "--core cortex-m0 --json "
      let all = try object(shell(search + "--results a.jsonl", in: folder))
      let trials = try #require(all["trials"] as? [[String: Any]])
      let flash = trials.compactMap { $0["flash_bytes"] as? Int }
      #expect(trials.count == 4 && flash.allSatisfy { $0 > 1000 })
      let limit = flash.sorted()[1]
      let run = try shell(
        search + "--flash \(limit) --results b.jsonl", in: folder)
      let some = try object(run)
      #expect(some["over_budget"] as? Int == flash.count { $0 > limit })
      #expect(
        (some["trials"] as? [[String: Any]])?.count
          == flash.count { $0 <= limit })
      let none = try shell(
        search + "--step-rate 100 --clock 1k --results c.jsonl", in: folder)
      #expect(none.status == 1)
      #expect(
        none.messages.contains(
          "error: no candidate is within the budget: the smallest, --cell"),
        "\(none.messages)")
      #expect(
        !FileManager.default.fileExists(
          atPath: folder.appendingPathComponent("c.jsonl").path))
    }
  }

  @Test("the best candidate's models are those of train and quantize")
  func models() throws {
    try withModels { folder in
      let run = try shell(
        """
        swiftlet search --data cls.csv --hidden 3 --weights int4 --seed 7 \
          --epochs 3 --dropout 0.1 --recurrent-dropout 0.1 --time-shift 2 \
          --first-window 4 --qat-epochs 2 --out best.swlt &&
        swiftlet train --data cls.csv --hidden 3 --seed 7 --epochs 3 \
          --dropout 0.1 --recurrent-dropout 0.1 --time-shift 2 \
          --first-window 4 --validation 0.2 --out m.safetensors &&
        swiftlet quantize m.safetensors --calibration cls.csv --weights int4 \
          --qat --seed 7 --epochs 2 --validation 0.2 --out m.swlt &&
        cmp best.safetensors m.safetensors && cmp best.swlt m.swlt
        """, in: folder)
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.output.contains("1 candidates: 0 over the budget, 1 tried"))
    }
  }

  @Test("some candidates are chosen at random, by a seed")
  func random() throws {
    try withModels { folder in
      func settings(_ options: String) throws -> [String] {
        let run = try shell(
          Self.search + "--trials 2 --json " + options, in: folder)
        #expect(run.status == 0, "\(run.messages)")
        let trials = try object(run)["trials"] as? [[String: Any]]
        return (trials ?? []).compactMap { $0["settings"] as? String }.sorted()
      }
      let first = try settings("--results a.jsonl")
      #expect(first.count == 2)
      #expect(try settings("--results b.jsonl --jobs 1") == first)
      let others = try (2...4).map {
        try settings("--results \($0).jsonl --trial-seed \($0)")
      }
      #expect(others.contains { $0 != first })
    }
  }

  @Test("a trial that fails is named, and the search goes on")
  func failures() throws {
    try withModels { folder in
      let run = try shell(
        Self.search + "--init chrono --longest 9 --results r.jsonl", in: folder)
      #expect(run.status == 0)
      #expect(
        run.output.contains("4 candidates: 0 over the budget, 4 tried, 2"))
      #expect(run.output.contains("trial 3 failed (--cell rnn"))
      let all = try shell(
        "swiftlet search --data cls.csv --cell rnn --init chrono --longest 9 "
          + "--hidden 2 --epochs 1 --results q.jsonl", in: folder)
      #expect(all.status == 1)
      #expect(
        all.errors.first?.hasPrefix("error: every trial failed, the first")
          == true)
    }
  }

  @Test("too little to hold out is said with a share that is enough")
  func heldOut() throws {
    try withModels { folder in
      let search =
        "head -61 cls.csv >few.csv; swiftlet search --data few.csv --hidden 2 "
        + "--epochs 1 --validation 0.1 "
      let run = try shell(search, in: folder)
      let error = try #require(run.errors.first, "\(run.messages)")
      #expect(run.status == 1 && run.errors.count == 1)
      let remedy = try #require(
        error.range(of: "--validation 0.[0-9]+$", options: .regularExpression),
        "\(error)")
      let again = try shell(search + error[remedy], in: folder)
      #expect(again.status == 0, "\(again.messages)")
    }
  }

  @Test(
    "a nonsense value is wrong usage",
    arguments: [
      "--hidden 0", "--hidden 8,,16", "--hidden 8,8", "--cell gru,qrnn",
      "--weights int3", "--activations int4", "--density 0", "--density 1.5",
      "--dropout 0.1,1", "--core wasm32", "--core z80", "--flash 0",
      "--flash 8q", "--step-rate 100", "--clock 16M", "--shard 0/2",
      "--step-rate 100 --clock 16M", "--shard 3/2", "--shard 1",
      "--shard 1/2 --report r.html", "--jobs 0", "--trials 0",
      "--validation 0", "--init chrono", "--density 0.5 --weights int4",
      "--epochs nonsense",
    ])
  func usage(flags: String) throws {
    let run = try withFolder { folder in
      try shell(
        "swiftlet search --data sunspots_monthly " + flags, in: folder)
    }
    #expect(run.status == 64, "\(run.messages)")
    #expect(run.output.isEmpty)
    #expect(run.messages.hasPrefix("Error: "), "\(run.messages)")
  }
}
