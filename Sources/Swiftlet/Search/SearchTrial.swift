/// What a candidate came to.
public struct SearchTrial: Equatable, Sendable {
  /// What the quantized model costs.
  public var cost: ModelCost
  /// The quantized model's score on what the training held out: in the data's
  /// units, as `verify` scores.
  public var score: Double
  /// The float model's score there.
  public var floatScore: Double
  /// The share of steps on which both tell the same.
  public var agreement: Double
  /// How many parameters the network has.
  public var parameters: Int
  /// How many epochs the float model's training ran.
  public var epochs: Int
  /// The epoch, counted from 1, that the model is of.
  public var bestEpoch: Int
}
