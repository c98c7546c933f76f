/// A float model that runs one timestep at a time, in Double and in the units
/// of the data: the reference that a quantized model is held against.
public struct FloatStream {
  /// The model that runs.
  public let model: FloatModel
  /// The network behind the normalisation, for its state and its layers'
  /// outputs.
  public private(set) var runner: NetworkRunner<Double>
  /// What the network saw at the last step, normalised and without gaps.
  public private(set) var lastInput: [Double] = []
  private let holdsGaps: Bool
  private var held: [Double]

  /// Starts a stream with a state of zeros.
  ///
  /// - Parameter holdsGaps: Whether a gap takes the feature's last value
  ///   instead of its mean.
  public init(_ model: FloatModel, holdsGaps: Bool = false) {
    self.model = model
    self.holdsGaps = holdsGaps
    runner = NetworkRunner(
      model.network, parameters: model.parameters.map(Double.init))
    held = model.inputs.map(\.mean)
  }

  /// Sets the state back to zeros and forgets held values.
  public mutating func reset() {
    runner.reset()
    held = model.inputs.map(\.mean)
  }

  /// Runs one timestep.
  ///
  /// - Parameter values: One a feature, in the data's units; NaN is a gap.
  /// - Returns: Predicted values in the data's units, or logits.
  public mutating func step(_ values: [Double]) -> [Double] {
    lastInput = normalize(values)
    return runner.step(lastInput).enumerated().map { index, output in
      output * model.outputs[index].deviation + model.outputs[index].mean
    }
  }

  /// What the network sees of the values of a timestep.
  private mutating func normalize(_ values: [Double]) -> [Double] {
    model.inputs.enumerated().map { index, channel in
      let fill = holdsGaps ? held[index] : channel.mean
      let value = values[index].isNaN ? fill : values[index]
      held[index] = value
      return channel.normalized(value)
    }
  }
}
