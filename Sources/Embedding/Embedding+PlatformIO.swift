import SwiftletDevices

/// The layout platformio: a project whose library folder brings the runtime
/// precompiled.
///
/// Source: PlatformIO's documentation of platformio.ini and library.json.
extension Embedding {
  var platformIOFiles: [EmbeddedFile] {
    let library = "lib/swiftlet_model"
    return [
      self.library(at: "\(library)/lib/libswiftlet.a"),
      header(at: "\(library)/include/swiftlet.h"),
      moduleMap(at: "\(library)/include/module.modulemap"),
      EmbeddedFile("\(library)/include/swiftlet_model.h", text: modelHeader),
      EmbeddedFile("\(library)/src/swiftlet_model.c", text: modelSource),
      EmbeddedFile("\(library)/library.json", text: libraryManifest),
      EmbeddedFile("platformio.ini", text: projectConfiguration),
      EmbeddedFile("src/sequence.h", text: sequenceHeader),
    ] + platformIOProgram + [
      readme(
        """
        A PlatformIO project: `lib/swiftlet_model` brings the runtime, as the
        static library for this core, and the model; `src` runs it. The board in
        `platformio.ini` is one with this core; put your own in its place.

        ```
        pio run
        ```

        This folder is generated. PlatformIO checks its `platformio.ini`, packs
        its `library.json` and, for Cortex-M and the host, builds it with a bare
        compiler in the platform's place; it has not been built with the
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
      "name": "swiftlet_model",
      "version": "\(version)",
      "description": "A recurrent network for \(target.name), one timestep a call",
      "keywords": "neural network, rnn, gru, lstm, quantized",
      "headers": ["swiftlet.h", "swiftlet_model.h"],
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
    var lines = ["[env:\(target.name)]", "platform = \(board.platform)"]
    if let name = board.board {
      lines += [
        "board = \(name)", "framework = arduino", "monitor_speed = 115200",
      ]
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
