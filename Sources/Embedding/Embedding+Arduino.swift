import SwiftletDevices

/// The layout arduino: a library in the 1.5 format (rev. 2.2), precompiled.
///
/// Source: Arduino library specification, "library.properties file format" and
/// "Precompiled binaries".
extension Embedding {
  var arduinoFiles: [EmbeddedFile] {
    target.arduinoFolders.map { library(at: "src/\($0)/libswiftlet.a") } + [
      header(at: "src/swiftlet.h"),
      moduleMap(at: "src/module.modulemap"),
      EmbeddedFile("src/swiftlet_model.h", text: modelHeader),
      EmbeddedFile("src/swiftlet_model.c", text: modelSource),
      example("arduino.cpp", at: "examples/Recorded/Recorded.ino"),
      EmbeddedFile("examples/Recorded/sequence.h", text: sequenceHeader),
      EmbeddedFile("library.properties", text: libraryProperties),
      readme(
        """
        An Arduino library with the runtime precompiled in
        `src/\(target.arduinoFolders.joined(separator: "` and `src/"))`, the
        folder that the IDE looks up by the board's `build.mcu`; it links with
        soft and hard float ABIs. Put this folder into the sketchbook's
        `libraries`, choose a board with this core, and open File > Examples >
        Swiftlet model > Recorded. Before you publish the library, set its name,
        maintainer and url in `library.properties`.

        This folder is generated, and its metadata checked against Arduino's
        library specification; it has not been built by the Arduino IDE or
        arduino-cli.
        """),
    ]
  }

  private var libraryProperties: String {
    """
    name=Swiftlet model
    version=\(version)
    author=Swiftlet
    maintainer=Swiftlet
    sentence=A recurrent network for \(target.name), one timestep a call.
    paragraph=Integers only, without allocation; the model stays in flash.
    category=Data Processing
    url=https://example.com/swiftlet
    architectures=*
    includes=swiftlet.h,swiftlet_model.h
    precompiled=true
    ldflags=-lswiftlet

    """
  }
}
