import Foundation
import Testing

private let embed = "swiftlet embed cls.swlt --target host --out fw"

@Suite("swiftlet embed")
struct EmbedCommandTests {
  private func expect(_ run: Run, refuses file: String) {
    #expect(run.status == 1 && run.output.isEmpty)
    #expect(
      run.messages
        == "error: fw/\(file) differs from what embed wrote; move it or give "
        + "--force\n")
  }

  @Test("keeps what others wrote, unless it is moved or --force is given")
  func foreign() throws {
    try withModels { folder in
      let run = try shell(
        """
        mkdir fw; echo 'my own program' >fw/main.c; echo 'my notes' >fw/notes
        \(embed)
        """, in: folder)
      expect(run, refuses: "main.c")
      #expect(
        try contents(of: folder).keys.filter { $0.hasPrefix("fw/") }.sorted()
          == ["fw/main.c", "fw/notes"])
      let moved = try shell(
        "mv fw/main.c fw/mine.c; \(embed) >/dev/null && cat fw/notes fw/mine.c",
        in: folder)
      #expect(moved.status == 0, "\(moved.messages)")
      #expect(moved.output == "my notes\nmy own program\n")
      let forced = try shell(
        """
        cp fw/main.c generated; mv fw/mine.c fw/main.c
        \(embed) --force >/dev/null && cmp fw/main.c generated
        """, in: folder)
      #expect(forced.status == 0, "\(forced.messages)")
    }
  }

  @Test("replaces what it wrote, and stops before the first edited file")
  func edited() throws {
    try withModels { folder in
      let first = try shell("\(embed) && ls -A fw", in: folder)
      #expect(first.status == 0, "\(first.messages)")
      let files = try contents(of: folder)
      #expect(files["fw/.swiftlet-embed"] != nil)
      let again = try shell("\(embed)", in: folder)
      #expect(again.status == 0, "\(again.messages)")
      #expect(try contents(of: folder) == files)
      let other = try shell(
        """
        swiftlet quantize cls.safetensors --calibration cls.csv --out cls.swlt \
          --input-range 90 >/dev/null
        echo '/* mine */' >>fw/swiftlet.h
        \(embed)
        """, in: folder)
      expect(other, refuses: "swiftlet.h")
      var edited = try contents(of: folder)
      #expect(edited["fw/swiftlet_model.c"] == files["fw/swiftlet_model.c"])
      edited["fw/swiftlet.h"] = nil
      edited["cls.swlt"] = nil
      #expect(edited.allSatisfy { files[$0] == $1 })
      let moved = try shell(
        "mv fw/swiftlet.h fw/mine.h; \(embed) >/dev/null && \(embed)",
        in: folder)
      #expect(moved.status == 0, "\(moved.messages)")
      let after = try contents(of: folder)
      #expect(after["fw/swiftlet.h"] == files["fw/swiftlet.h"])
      #expect(after["fw/swiftlet_model.c"] != files["fw/swiftlet_model.c"])
    }
  }

  @Test("names all edited files, and those of another layout")
  func layouts() throws {
    try withModels { folder in
      let run = try shell(
        """
        \(embed) >/dev/null && \(embed) --layout cmake >/dev/null || exit 7
        echo mine >>fw/CMakeLists.txt; echo mine >>fw/main.c
        \(embed) --layout cmake
        """, in: folder)
      #expect(run.status == 1)
      #expect(
        run.errors == [
          "error: fw/CMakeLists.txt, fw/main.c differ from what embed wrote; "
            + "move them or give --force"
        ])
      let forced = try shell(
        "\(embed) --layout cmake --force >/dev/null && \(embed)", in: folder)
      #expect(forced.status == 0, "\(forced.messages)")
    }
  }

  @Test("goes on where it was killed between two files")
  func interrupted() throws {
    try withModels { folder in
      let run = try shell(
        """
        \(embed) >/dev/null; cp -r fw old
        swiftlet quantize cls.safetensors --calibration cls.csv --out cls.swlt \
          --input-range 90 >/dev/null
        \(embed) >/dev/null
        # The record of both, as it stands while files are replaced.
        sort -u old/.swiftlet-embed fw/.swiftlet-embed >both
        mv both fw/.swiftlet-embed; cp old/swiftlet_model.c fw
        \(embed)
        """, in: folder)
      #expect(run.status == 0, "\(run.messages)")
    }
  }

  @Test("never writes over the model, not even with --force")
  func model() throws {
    try withModels { folder in
      let before = try contents(of: folder)
      for setting in [
        "mkdir fw; ln -s ../cls.swlt fw/swiftlet_model.c",
        "ln -f cls.swlt fw/swiftlet_model.c",
      ] {
        let run = try shell("\(setting); \(embed) --force", in: folder)
        #expect(run.status == 64)
        #expect(
          run.messages
            == "error: fw/swiftlet_model.c would overwrite the model; choose "
            + "another name\n")
        #expect(try contents(of: folder)["cls.swlt"] == before["cls.swlt"])
      }
    }
  }

  @Test("is told before the work where its folder cannot be")
  func unwritable() throws {
    try withModels { folder in
      for out in ["cls.csv", "cls.csv/fw"] {
        let run = try shell(
          "swiftlet embed cls.swlt --target host --out \(out)", in: folder)
        #expect(run.status == 1 && run.lines.count == 1)
        #expect(run.messages.contains("cls.csv"))
      }
    }
  }

  @Test("--only model writes the model's files, beside the same library")
  func onlyModel() throws {
    try withModels { folder in
      let missing = try shell("\(embed) --only model", in: folder)
      #expect(missing.status == 1 && missing.lines.count == 1)
      #expect(missing.messages.contains("leave --only out"))
      #expect(try contents(of: folder).count == 3)
      // The remedy.
      let whole = try shell("\(embed)", in: folder)
      #expect(whole.status == 0, "\(whole.messages)")
      let before = try contents(of: folder)
      let run = try shell(
        """
        echo mine >fw/main.c
        swiftlet quantize cls.safetensors --calibration cls.csv --out cls.swlt \
          --input-range 90 >/dev/null
        \(embed) --only model --json
        """, in: folder)
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.output.contains("swiftlet_model.c"))
      #expect(!run.output.contains("main.c\""))
      let after = try contents(of: folder)
      #expect(after["fw/main.c"] == Data("mine\n".utf8))
      #expect(after["fw/swiftlet_model.c"] != before["fw/swiftlet_model.c"])
      #expect(after["fw/README.md"] == before["fw/README.md"])
      expect(try shell("\(embed)", in: folder), refuses: "main.c")
      let other = try shell(
        "\(embed) --target cortex-m4 --only model", in: folder)
      #expect(other.status == 1 && other.messages.contains("leave --only out"))
    }
  }

  @Test("--name names the model's files, functions and macros")
  func names() throws {
    try withModels { folder in
      let run = try shell(
        """
        \(embed) --name pump --json && ls -A fw
        cd fw; ! grep -wE '(MODEL|SEQUENCE|model)_[A-Za-z_]*|sequence' \
          swiftlet_pump.* pump_sequence.h main.c on_sample.h || exit 1
        echo "without SPDX: $(grep -L SPDX-License-Identifier -- * | xargs)"
        """, in: folder)
      #expect(run.status == 0, "\(run.output)")
      #expect(run.output.contains("\"name\" : \"pump\""))
      #expect(
        run.output.hasSuffix(
          "without SPDX: LICENSE README.md libswiftlet.a\n"))
      for file in [
        "swiftlet_pump.h", "swiftlet_pump.c", "pump_sequence.h", "LICENSE",
        "swiftlet_decision.h", "on_sample.h",
      ] {
        #expect(run.output.contains("\n\(file)\n"), "\(file)")
      }
      for name in ["Pump", "2x", "a__b", "swiftlet", "decision", "''"] {
        let wrong = try shell("\(embed) --name \(name)", in: folder)
        #expect(wrong.status == 64 && wrong.output.isEmpty, "\(name)")
        #expect(wrong.messages.contains("--name"))
      }
    }
  }

  @Test("a folder holds one model")
  func otherModel() throws {
    try withModels { folder in
      _ = try shell("\(embed) --name pump", in: folder)
      let before = try contents(of: folder)
      for options in ["", "--name fan --only model", "--force"] {
        let run = try shell("\(embed) \(options)", in: folder)
        #expect(run.status == 1 && run.output.isEmpty)
        #expect(
          run.messages
            == "error: fw: the folder holds the model 'pump'; choose another "
            + "--out, or give --name pump to replace it\n")
      }
      #expect(try contents(of: folder) == before)
      // The remedies.
      let other = try shell("\(embed)2 && \(embed) --name pump", in: folder)
      #expect(other.status == 0, "\(other.messages)")
    }
  }

  @Test("--library chooses one that runs the model, and --only model keeps it")
  func libraries() throws {
    try withModels { folder in
      let embed = "swiftlet embed cls.swlt --target cortex-m4 --out fw"
      let wrong = try shell("\(embed) --library lstm", in: folder)
      #expect(wrong.status == 1)
      #expect(
        wrong.messages
          == "error: --library lstm does not run this model on cortex-m4; take "
          + "full or gru\n")
      // The remedy.
      let full = try shell(
        """
        \(embed) --library full --json && grep '^library' fw/.swiftlet-embed
        \(embed) --only model --json
        """, in: folder)
      #expect(full.status == 0, "\(full.messages)")
      #expect(full.output.contains("\nlibrary cortex-m4 full\n"))
      #expect(
        full.output.components(separatedBy: "\"library\" : \"full\"").count
          == 3)
      let readme = try #require(try contents(of: folder)["fw/README.md"])
      #expect(
        String(decoding: readme, as: UTF8.self).contains(
          "| library | `full`: every kind of layer"))
      let small = try shell("\(embed) --json", in: folder)
      #expect(small.output.contains("\"library\" : \"gru\""))
    }
  }
}
