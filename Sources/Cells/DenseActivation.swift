extension Layer {
  /// The activation of a dense layer.
  public enum DenseActivation: String, Sendable, CaseIterable {
    case linear, relu, sigmoid, tanh
    /// `max(x, 0)`, at most 6.
    case relu6
    /// `x + 1/2` within 0...1. A layer that has another slope than 1 has it in
    /// its weights.
    case hardSigmoid = "hard_sigmoid"
    /// `x` within -1...1.
    case hardTanh = "hard_tanh"
  }
}

extension Layer.DenseActivation {
  /// The activation of a value.
  @inlinable public func callAsFunction<Value: CellValue>(
    _ x: Value
  ) -> Value {
    switch self {
    case .linear: x
    case .relu: x.relu()
    case .sigmoid: x.sigmoid()
    case .tanh: x.tanh()
    case .relu6: x.bounded(0, 6)
    case .hardSigmoid: x.hardSigmoid()
    case .hardTanh: x.bounded(-1, 1)
    }
  }
}

extension CellValue {
  /// Each lane brought into `low...high`.
  @inlinable public func bounded(_ low: Weight, _ high: Weight) -> Self {
    let raised = Self.maximum(self, Self(repeating: low))
    return .zero - .maximum(.zero - raised, .zero - Self(repeating: high))
  }

  /// `x + 1/2` of each lane, brought into 0...1.
  @inlinable public func hardSigmoid() -> Self {
    (self + Self(repeating: 0.5)).bounded(0, 1)
  }
}
