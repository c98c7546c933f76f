import SwiftletDevices

/// The layout platformio: a project whose library folder brings the runtime
/// precompiled.
///
/// Source: PlatformIO's documentation of platformio.ini and library.json.
extension Embedding {
  var platformIOFiles: [EmbeddedFile] {
    let folder = "lib/\(name.file)/"
    return [
      library(at: folder + "lib/libswiftlet.a"), license(),
      license(in: folder),
      EmbeddedFile(folder + "library.json", text: libraryManifest),
      EmbeddedFile("platformio.ini", text: projectConfiguration),
    ] + interface(in: folder + "include/")
      + modelFiles(headers: folder + "include/", sources: folder + "src/")
      + samples(in: "src/") + platformIOProgram + [
        readme(
          """
          A PlatformIO project: `lib/\(name.file)` brings the runtime, as the
          static library for this core, and the model; `src` runs it. The board
          in `platformio.ini` is one with this core; put your own in its place.

          ```
          pio run
          ```

          In a project of your own, name this folder's `lib` in
          `lib_extra_dirs` of `platformio.ini` and include `\(name.file).h`;
          folders of models with other names likewise. A program has one
          library, so write every folder with `--library full` where the models'
          own differ.

          This folder is generated. PlatformIO checks its `platformio.ini`,
          packs its `library.json` and, for Cortex-M and the host, builds it
          with a bare compiler in the platform's place; it has not been built with the
          board's own platform and framework.
          """)
      ]
  }

  private var platformIOProgram: [EmbeddedFile] {
    target.isHost
      ? [
        example("main.c", at: "src/main.c"),
        EmbeddedFile("src/board.h", copyOf: "CSupport/boards/board.h"),
        EmbeddedFile("src/board.c", copyOf: "CSupport/boards/host.c"),
      ]
      : [example("arduino.cpp", at: "src/main.cpp")]
  }

  private var libraryManifest: String {
    """
    {
      "name": "\(name.file)",
      "version": "\(version)",
      "description": "A recurrent network for \(target.name), one timestep a call",
      "keywords": "neural network, rnn, gru, lstm, quantized",
      "headers": ["swiftlet.h", "\(name.file).h"],
      "frameworks": "*",
      "platforms": "*",
      "build": {
        "includeDir": "include",
        "srcDir": "src",
        "flags": ["-Llib", "-lswiftlet"]
      }
    }

    """
  }

  private var projectConfiguration: String {
    guard let board = target.platformIO else { return "" }
    var lines = [
      "; \(Self.licenseLine)", "; \(origin)",
      "[env:\(target.name)]", "platform = \(board.platform)",
    ]
    if let name = board.board {
      lines += [
        "board = \(name)", "framework = arduino", "monitor_speed = 115200",
      ]
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
