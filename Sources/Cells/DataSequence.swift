/// One sequence of timesteps in the data's units, such as one recording.
public struct DataSequence: Equatable, Sendable {
  /// The sequence's id in the data; empty where it has none.
  public let id: String
  /// The features in the unit of the data, `(timesteps, featureCount)`
  /// row-major; NaN is a gap.
  public let features: [Double]
  /// The targets, `(timesteps, targetCount)` row-major: the index of the
  /// class, or the values to predict; NaN where there is none.
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
    id: String = "", features: [Double], targets: [Double], featureCount: Int
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

  /// The features of a timestep, `(featureCount)`.
  ///
  /// - Precondition: `timestep` lies in `0..<timesteps`.
  public func features(at timestep: Int) -> [Double] {
    row(timestep, of: features, width: featureCount)
  }

  /// The targets of a timestep, `(targetCount)`.
  ///
  /// - Precondition: `timestep` lies in `0..<timesteps`.
  public func targets(at timestep: Int) -> [Double] {
    row(timestep, of: targets, width: targetCount)
  }

  private func row(
    _ timestep: Int, of values: [Double], width: Int
  ) -> [Double] {
    Array(values[timestep * width..<(timestep + 1) * width])
  }
}
