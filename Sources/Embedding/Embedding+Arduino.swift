import SwiftletDevices

/// The layout arduino: a library in the 1.5 format (rev. 2.2), precompiled.
///
/// Source: Arduino library specification, "library.properties file format" and
/// "Precompiled binaries".
extension Embedding {
  var arduinoFiles: [EmbeddedFile] {
    target.arduinoFolders.map { library(at: "src/\($0)/libswiftlet.a") }
      + interface(in: "src/") + modelFiles(headers: "src/", sources: "src/")
      + samples(in: "examples/Recorded/") + [
        example("arduino.cpp", at: "examples/Recorded/Recorded.ino"),
        license(),
        EmbeddedFile("library.properties", text: libraryProperties),
        readme(
          """
          An Arduino library with the runtime precompiled in
          `src/\(target.arduinoFolders.joined(separator: "` and `src/"))`, the
          folder that the IDE looks up by the board's `build.mcu`; it links with
          soft and hard float ABIs. Put this folder into the sketchbook's
          `libraries`, choose a board with this core, and open File > Examples >
          Swiftlet \(name.symbol) > Recorded. Before you publish the library,
          set its name, maintainer and url in `library.properties`.

          Folders of models with other names go beside it. A program has one
          library, so write every folder with `--library full` where the
          models' own differ.

          This folder is generated, and its metadata checked against Arduino's
          library specification; it has not been built by the Arduino IDE or
          arduino-cli.
          """),
      ]
  }

  private var libraryProperties: String {
    """
    name=Swiftlet \(name.symbol)
    version=\(version)
    author=Swiftlet
    maintainer=Swiftlet
    sentence=A recurrent network for \(target.name), one timestep a call.
    paragraph=Integers only, without allocation; the model stays in flash.
    category=Data Processing
    url=https://example.com/swiftlet
    architectures=*
    includes=swiftlet.h,\(name.file).h
    license=\(Self.licenseName)
    precompiled=true
    ldflags=-lswiftlet

    """
  }
}
