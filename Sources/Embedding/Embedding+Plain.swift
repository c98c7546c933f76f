import SwiftletDevices
import SwiftletFormat

/// The layout plain: a program that runs on an emulated board.
extension Embedding {
  /// How programs for the core are built and run.
  var program: ProgramSettings { target.program }

  var plainFiles: [EmbeddedFile] {
    programSources + [programReadme(plainBuild, classesNote)]
  }

  /// What plain and cmake have alike.
  var programSources: [EmbeddedFile] {
    var files = [
      library(at: "libswiftlet.a"), license(),
      example("main.c", at: "main.c"),
      EmbeddedFile("board.h", copyOf: "CSupport/boards/board.h"),
      EmbeddedFile("board.c", copyOf: "CSupport/boards/\(program.startup)"),
    ]
    files += interface(in: "") + modelFiles(headers: "", sources: "")
    files += samples(in: "")
    if let script = program.script {
      files += [
        EmbeddedFile("board.ld", copyOf: "CSupport/boards/\(script)"),
        EmbeddedFile("sections.ld", copyOf: "CSupport/boards/sections.ld"),
      ]
    }
    return files
  }

  private var classesNote: String {
    model.classNames.isEmpty
      ? ""
      : "Compiled with `-DPRINT_CLASSES` the program prints the classes' names."
  }

  private var plainBuild: String {
    let words = [
      program.compiler, program.coreFlags, "-Os -ffreestanding",
      program.linkFlags, program.script == nil ? "" : "-L.",
      "main.c \(name.file).c board.c libswiftlet.a",
      program.compilerLibrary,
      "-o build/\(program.name)",
    ]
    return "mkdir -p build && "
      + words.filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// The page of both; `use` goes below the commands.
  func programReadme(_ build: String, _ use: String = "") -> EmbeddedFile {
    readme(
      """
      `libswiftlet.a` and `swiftlet.h` are all that your program needs, beside
      `\(name.file).c`. The library takes no library function, no heap and no
      floats\(target.hasFloatABIs
        ? ", and links with soft and hard float ABIs" : ""). `on_sample.h`
      shows the calls, which `main.c` makes; `board.c` starts it and prints:

      ```
      \(build)
      \(program.runCommand)
      ```\(use.isEmpty ? "" : "\n\n" + use)
      """)
  }
}
