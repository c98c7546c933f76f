/// What a step makes of a missing input (FORMAT.md, "Header").
public enum GapPolicy: UInt8, Sendable {
  /// The step is refused.
  case refuse = 0
  /// The feature's mean takes its place.
  case mean = 1
  /// The feature's last value takes its place, the mean before the first.
  case hold = 2
}
