import SwiftletDevices
import SwiftletFormat

/// The page of a folder.
extension Embedding {
  /// The page that says what the folder is, what it costs and how it is used.
  func readme(_ use: String) -> EmbeddedFile {
    EmbeddedFile(
      "README.md",
      text: """
        # A model for \(target.name)

        \(budgetTable)

        \(use)

        \(windowNote)\(vectorNote)\(headerNote)

        The program plays the samples of `\(name.sequence).h`. Each line
        printed is what `swiftlet stream --raw\(streamFlags)` prints for the
        integers beside the sample.

        ## What it holds

        | | |
        |---|---|
        | model | `\(name.symbol)`, id `\(identifier)` |
        | library | `\(library.name)`: \(library.contents) |
        | written by | swiftlet \(version) |

        \(updateNote)

        LICENSE is the licence of the library and of the generated code, and
        asks for no notice in a device. The model's numbers are their owner's.

        """)
  }

  /// What the headers are for.
  private var headerNote: String {
    let symbol = name.symbol
    return """
      `\(name.file).h` converts samples from the data's units and answers back:
      `\(symbol)_quantize_float` and `\(symbol)_read_float`, or, without floats,
      `\(name.macro)_FIXED`, `\(symbol)_quantize_integer` and
      `\(symbol)_read_integer`. `swiftlet_decision.h` makes decisions of a
      classifier's answers.
      """
  }

  /// What start-up code has to do on a core with vectors.
  private var vectorNote: String {
    guard target.layout == .wide, model.layout == .wide else { return "" }
    return """
      The kernels for this model use Helium. Start-up code has to switch it on
      (full access to coprocessors 10 and 11 in CPACR) before the first step, as
      `board.c` does; CMSIS does so in `SystemInit` where that is compiled for
      Helium.


      """
  }

  /// What a model that arrives later needs.
  private var updateNote: String {
    let arena = """
      A model that arrives later, over the air, may need a larger arena: ask
      `swiftlet_arena_size`.
      """
    guard library != .full else { return arena }
    return arena + " " + """
      If it has other kinds of layers or widths,
      `swiftlet_open` refuses it with `SWIFTLET_UNSUPPORTED_FEATURE`; write this
      folder with `--library full` for firmware that is to take it.
      """
  }
}
