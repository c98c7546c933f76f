/// At which steps of a sequence a model's outputs count (FORMAT.md, "Header").
public enum Scoring: UInt8, Sendable {
  /// At every step.
  case everyStep = 0
  /// At the last step.
  case lastStep = 1
}
