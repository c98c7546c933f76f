import ArgumentParser
import SwiftletCells

/// Whether a stream goes on, or runs windows.
struct WindowOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: """
      Run windows of so many timesteps, each from a state of zeros, and answer \
      when one is whole: for a network that was trained on such.
      """)
  var window: Int?

  @Option(
    parsing: .unconditional,
    help: """
      Begin a window every so many timesteps, up to --window (the default), in \
      streams side by side; 1 answers at every step.
      """)
  var hop: Int?

  func validate() throws {
    try check("--window", window, in: 1...FloatModel.windowRange.upperBound)
    guard let hop else { return }
    guard let window else {
      throw ValidationError("--hop goes with --window; give both.")
    }
    try check("--hop", hop, in: 1...window)
    let least = (window + Self.streamLimit - 1) / Self.streamLimit
    guard hop >= least else {
      throw ValidationError(
        "--hop \(hop) needs more than \(Self.streamLimit) streams side by "
          + "side; give \(least) or more.")
    }
  }

  /// The most streams that run side by side.
  private static let streamLimit = 10_000

  /// What turns a timestep's values into outputs: one stream that goes on, or
  /// streams of windows, which give none, and false, where no window ends.
  ///
  /// - Parameters:
  ///   - makeStream: Makes a stream of its own.
  ///   - reset: Sets a stream's state back to zeros.
  ///   - step: Runs a timestep in a stream: its values, and its outputs.
  func steps<Stream>(
    of makeStream: () -> Stream, reset: @escaping (inout Stream) -> Void,
    _ step: @escaping (inout Stream, [Double], inout [Double]) throws -> Void
  ) -> ([Double], inout [Double]) throws -> Bool {
    guard let window else {
      var stream = makeStream()
      return { values, outputs in
        try step(&stream, values, &outputs)
        return true
      }
    }
    var streams = WindowedStreams(
      WindowSchedule(size: window, hop: hop ?? window), makeStream: makeStream)
    return { values, outputs in
      let answer = try streams.step(reset: reset) { stream in
        var answer = outputs
        try step(&stream, values, &answer)
        return answer
      }
      guard let answer else { return false }
      outputs = answer
      return true
    }
  }

  /// What to say of a model that was trained on windows, where it runs on.
  func hint(trainedOn size: Int?) -> String? {
    guard window == nil, let size else { return nil }
    return "note: the model was trained on windows of \(size) timesteps, and "
      + "this stream goes on; --window \(size) runs windows"
  }

  /// What to say where there was no whole window.
  func hint(steps: Int, answers: Int) -> String? {
    guard let window, answers == 0, steps > 0 else { return nil }
    return "note: a window has \(window) timesteps and there are \(steps), so "
      + "there is no answer"
  }
}
