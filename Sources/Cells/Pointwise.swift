/// A function of each value, or of two values in the same place: a layer
/// without weights between places.
public enum Pointwise: Equatable, Hashable, Sendable {
  /// `x`: keeps a value for later layers, beside others or in part.
  case copy
  /// The values from the last to the first.
  case reverse
  /// `a + b`.
  case add
  /// `a - b`.
  case subtract
  /// `a b`.
  case multiply
  /// `sqrt(a² + b²)`, the magnitude of a complex number.
  case magnitude
  /// An activation.
  case activation(Layer.DenseActivation)
  /// `x` where it is above 0, else `slope x` (Maas, Hannun and Ng 2013).
  case leakyReLU(slope: Float)

  /// The function's name, as in a float model's metadata.
  public var name: String {
    switch self {
    case .copy: "copy"
    case .reverse: "reverse"
    case .add: "add"
    case .subtract: "subtract"
    case .multiply: "multiply"
    case .magnitude: "magnitude"
    case .activation: "activation"
    case .leakyReLU: "leaky_relu"
    }
  }

  /// How many values it takes in each place.
  public var operandCount: Int {
    switch self {
    case .copy, .reverse, .activation, .leakyReLU: 1
    case .add, .subtract, .multiply, .magnitude: 2
    }
  }

  /// The function of one place; `b` is not looked at where there is one
  /// operand.
  @inlinable public func callAsFunction<Value: CellValue>(
    _ a: Value, _ b: Value
  ) -> Value {
    switch self {
    case .copy, .reverse: a
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .magnitude: (a * a + b * b).squareRoot()
    case .activation(let activation): activation(a)
    case .leakyReLU(let slope):
      a.relu() - Value.Weight(slope) * (.zero - a).relu()
    }
  }
}
