/// One sequence of timesteps, such as one recording.
public struct Sequence: Equatable, Sendable {
  /// The sequence's id in the `seq` column.
  public let id: String
  /// The features in the unit of the data, `(timesteps, featureCount)`
  /// row-major; NaN where the data has a gap.
  public let features: [Double]
  /// The targets, `(timesteps, targetCount)` row-major: the index of the
  /// class, or the values; NaN where there is none.
  public let targets: [Double]
  /// The number of timesteps, at least 1 in a file that was read.
  public let timesteps: Int
  /// The number of features a timestep.
  public let featureCount: Int

  /// The number of targets a timestep.
  public var targetCount: Int {
    timesteps == 0 ? 0 : targets.count / timesteps
  }

  /// Makes a sequence of rows of features and rows of targets.
  ///
  /// - Precondition: `featureCount` is above 0, `features` holds whole rows,
  ///   and `targets` as many rows of its own.
  public init(
    id: String, features: [Double], targets: [Double], featureCount: Int
  ) {
    precondition(featureCount > 0 && features.count % featureCount == 0)
    self.id = id
    self.features = features
    self.targets = targets
    self.featureCount = featureCount
    self.timesteps = features.count / featureCount
    precondition(
      timesteps == 0 ? targets.isEmpty : targets.count % timesteps == 0)
  }
}
