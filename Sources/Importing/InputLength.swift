/// How many timesteps a framework's model takes in a call, and so what becomes
/// of its state after them.
public enum InputLength: Equatable, Sendable {
  /// As many as its input's shape says, from a state of zeros.
  case fixed(Int)
  /// Any number.
  case open
  /// The state is carried from call to call, so that the number is nothing to
  /// the answers.
  case carried
  /// The file does not say.
  case unknown

  /// Timesteps of the windows that the model sees; nil of one that runs on. A
  /// single timestep is no window.
  public var window: Int? {
    guard case .fixed(let length) = self, length > 1 else { return nil }
    return length
  }
}
