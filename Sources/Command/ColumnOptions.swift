import ArgumentParser
import SwiftletDatasets

/// Which columns of a file are for what.
struct ColumnOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The column of each step's class (default: label, or label_next…).",
      valueName: "column"))
  var label: String?

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "A column of values to predict, once for each (default: target…).",
      valueName: "column"))
  var predict: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      The column of the time, which is no feature (default: t, time, \
      timestamp, datetime or date).
      """, valueName: "column"))
  var time: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      The column of each row's recording (default: seq; without it the file \
      is one recording).
      """, valueName: "column"))
  var sequence: String?

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "A column to leave out, once for each.", valueName: "column"))
  var ignore: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      The time of a timestep, in seconds or with a unit (10ms, 1m, 1h, 1d): \
      rows that are missing in time become missing timesteps (default: the \
      model's; else each row is a timestep).
      """, valueName: "time"))
  var step: StepTime?

  func validate() throws {
    guard label == nil || predict.isEmpty else {
      throw ValidationError("Give one of --label and --predict.")
    }
  }

  /// The roles as the library takes them.
  var roles: ColumnRoles {
    ColumnRoles(
      label: label, targets: predict, time: time, sequence: sequence,
      ignored: ignore, step: step?.seconds)
  }
}
