/// How large the gradient of the loss is at one moment of a training.
public struct GradientNorms: Equatable, Sendable {
  /// After how many epochs; 0 before the first update.
  public let epoch: Int
  /// The gradients by states, a series for each recurrent layer's hidden
  /// state, and for an LSTM's cell state.
  public let states: [Series]
  /// The gradients by the weights, a tensor each.
  public let tensors: [Tensor]

  /// The gradient by a state, at each step back in time.
  public struct Series: Equatable, Sendable {
    /// The state, such as `layers.0.hidden` or `layers.0.cell`.
    public let name: String
    /// The Euclidean norm of the gradient by the state of so many steps back:
    /// element 0 is of the step whose loss it is. The mean over the sequences
    /// that reach so far back; infinite where a number overflows.
    public let norms: [Double]

    /// Puts a series together.
    public init(name: String, norms: [Double]) {
      self.name = name
      self.norms = norms
    }

    /// How large the gradient is so many steps back, as a multiple of that of
    /// the step whose loss it is; nil where the series does not reach there,
    /// or that is 0 or overflows.
    public func ratio(at stepsBack: Int) -> Double? {
      guard norms.indices.contains(stepsBack), norms[0] > 0, norms[0].isFinite
      else { return nil }
      return norms[stepsBack] / norms[0]
    }
  }

  /// The gradient by a tensor of the network.
  public struct Tensor: Equatable, Sendable {
    /// The tensor, as in the model's file, such as `layers.0.weight_hh`.
    public let name: String
    /// The Euclidean norm.
    public let norm: Double

    /// Puts the norm of a tensor together.
    public init(name: String, norm: Double) {
      self.name = name
      self.norm = norm
    }
  }

  /// Puts norms together.
  public init(epoch: Int, states: [Series], tensors: [Tensor]) {
    self.epoch = epoch
    self.states = states
    self.tensors = tensors
  }
}
