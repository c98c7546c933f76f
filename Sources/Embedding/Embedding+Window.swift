import SwiftletCells
import SwiftletFormat

/// How a generated program runs windows.
extension Embedding {
  /// The macros of the windows; nothing for a model that runs on.
  var windowDeclarations: String {
    guard let window else { return "" }
    return """
      /* Timesteps of a window, each from a state of zeros, and from the beginning
         of one to that of the next: see swiftlet_window.h. 1 answers at every
         timestep, by \(window.size) streams side by side. */
      #define \(name.macro)_WINDOW \(window.size)
      #ifndef \(name.macro)_HOP
      #define \(name.macro)_HOP \(window.hop)
      #endif


      """
  }

  /// The functions that take a sample.
  var sampleProgram: String { window == nil ? "on_sample.h" : "on_window.h" }

  /// How many timesteps the program plays, of recorded ones again and again.
  var playedSteps: Int {
    model.goldenSteps.count + (window?.size ?? 0)
  }

  /// The flags by which `swiftlet stream --raw` does what the program does.
  var streamFlags: String {
    window.map { " --window \($0.size) --hop \($0.hop)" } ?? ""
  }

  /// What the folder's page says of the windows.
  var windowNote: String {
    guard let window else { return "" }
    let streams = window.streamCount
    return """
      The network sees windows of \(window.size) timesteps, each from a state of zeros. The
      program begins one every \(window.hop), in \(streams) stream\(streams == 1 ? "" : "s"), which take \(streams) times the RAM of
      a stream and the instructions of a step; `-D\(name.macro)_HOP=1` makes it \(window.size) and answers
      at every timestep.


      """
  }
}
