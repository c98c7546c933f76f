/// A sequence of the data, for calibration and verification.
public struct SampleSequence: Sendable {
  /// `(timesteps, features)`, row-major, in the data's units; NaN is a gap.
  public let features: [Double]
  /// `(timesteps, targets)`, row-major: a class's index, or the values to
  /// predict; NaN is a step without target.
  public let targets: [Double]
  /// The number of timesteps.
  public let timesteps: Int

  /// Makes a sequence of rows.
  public init(features: [Double], targets: [Double], timesteps: Int) {
    self.features = features
    self.targets = targets
    self.timesteps = timesteps
  }

  /// The features of a timestep.
  func input(at timestep: Int) -> [Double] { row(timestep, of: features) }

  /// The targets of a timestep.
  func target(at timestep: Int) -> [Double] { row(timestep, of: targets) }

  private func row(_ timestep: Int, of values: [Double]) -> [Double] {
    let width = values.count / timesteps
    return Array(values[timestep * width..<(timestep + 1) * width])
  }
}
