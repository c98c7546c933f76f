/// How a network that runs on answers, against the same network on windows.
public struct WindowReport: Equatable, Sendable {
  /// Timesteps of a window.
  public let window: Int
  /// How many answers are compared: each at the end of a window.
  public internal(set) var steps = 0
  /// The share of them that are the same: as that of `VerificationReport`.
  public internal(set) var agreement = 0.0
  /// The largest difference of an output.
  public internal(set) var maxAbsError = 0.0
  /// The score on windows of those steps that count and have a target; nil
  /// without any.
  public internal(set) var windowedScore: Double?
  /// The score of the network that runs on, on the same steps.
  public internal(set) var streamedScore: Double?
}
