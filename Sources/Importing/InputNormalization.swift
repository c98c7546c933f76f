/// What a framework's model itself subtracts from its inputs and divides them
/// by, before the first layer.
public struct InputNormalization: Equatable, Sendable {
  /// What is subtracted, one number an input.
  public let means: [Double]
  /// What is divided by after that, above 0.
  public let deviations: [Double]

  /// What the first layer sees of a timestep's inputs.
  func normalized(_ inputs: [Double]) -> [Double] {
    inputs.indices.map { (inputs[$0] - means[$0]) / deviations[$0] }
  }
}
