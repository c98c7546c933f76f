/// Which values of a feature the integers of the network reach.
public enum InputRange: Equatable, Sendable {
  /// With 16-bit activations half as much again as the data show, with 8-bit
  /// ones the quantile of the magnitudes with the least error.
  case automatic
  /// The largest magnitude of the data.
  case largest
  /// A quantile of the magnitudes, in `0...1`; larger ones are clipped.
  case quantile(Double)
}
