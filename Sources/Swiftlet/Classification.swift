/// The class that a model names.
public struct Classification: Equatable, Sendable {
  /// The class's index among the model's ``Model/classNames``.
  public let index: Int
  /// The class's name.
  public let name: String
}
