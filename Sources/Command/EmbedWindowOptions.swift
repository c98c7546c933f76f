import ArgumentParser
import SwiftletCells
import SwiftletFormat

/// Whether an embedded program runs windows.
struct EmbedWindowOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: """
      The program runs windows of so many timesteps, each from a state of \
      zeros; 1 where it runs on (default: the model's window).
      """)
  var window: Int?

  @Option(
    parsing: .unconditional,
    help: """
      It begins a window every so many timesteps, in streams side by side \
      (default: when one is whole).
      """)
  var hop: Int?

  func validate() throws {
    try check("--window", window, in: 1...FloatModel.windowRange.upperBound)
    try check("--hop", hop, in: 1...FloatModel.windowRange.upperBound)
  }

  /// What to say of windows that only the model asks for.
  func hint(for schedule: WindowSchedule?) -> String? {
    guard window == nil, let schedule else { return nil }
    return
      "note: the program runs windows of \(schedule.size) timesteps, as the "
      + "model was trained; --window 1 lets it run on, --hop 1 answers at every "
      + "timestep"
  }

  /// The windows; nil for a program that runs on.
  ///
  /// - Throws: `CommandError` when there is no window for the hop, or it is
  ///   beyond one.
  func schedule(for model: QuantizedModel) throws -> WindowSchedule? {
    guard let size = window ?? model.window, size > 1 else {
      guard hop == nil else {
        throw CommandError("--hop goes with windows; give --window too")
      }
      return nil
    }
    guard hop ?? size <= size else {
      throw CommandError(
        "--hop \(hop ?? size) is beyond the window's \(size) timesteps; give "
          + "1 to \(size)")
    }
    return WindowSchedule(size: size, hop: hop ?? size)
  }
}
