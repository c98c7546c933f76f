/// Sums over the targets that count.
public struct LossSum: Equatable, Sendable, Codable {
  /// The sum of cross-entropies in nats, or of squared errors.
  public var loss = 0.0
  /// The number of targets.
  public var count = 0
  /// How many classes were right; 0 for values.
  public var correct = 0

  /// No targets yet.
  public init() {}

  /// The mean loss: cross-entropy in nats, or squared error; 0 without
  /// targets.
  public var meanLoss: Double { count == 0 ? 0 : loss / Double(count) }

  /// The fraction of classes that were right; 0 without targets.
  public var accuracy: Double {
    count == 0 ? 0 : Double(correct) / Double(count)
  }

  static func += (left: inout LossSum, right: LossSum) {
    left.loss += right.loss
    left.count += right.count
    left.correct += right.correct
  }
}
