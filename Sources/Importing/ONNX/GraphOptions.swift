/// What an ONNX model leaves open, to be decided when it is imported.
public struct GraphOptions: Equatable, Sendable {
  /// The values of inputs that a stream never changes, such as a sampling
  /// rate, by the inputs' names: a value for each of an input's elements.
  public var fixed: [String: Double]
  /// The shapes of inputs whose sizes the model leaves open, by the inputs'
  /// names.
  public var shapes: [String: [Int]]
  /// How many values at the front of the input are the last ones of the
  /// timestep before, as a caller of the model puts them there: the network
  /// keeps them itself and takes the others. At a sequence's start they are
  /// zeros.
  public var context: Int

  /// Makes options; by default none.
  public init(
    fixed: [String: Double] = [:], shapes: [String: [Int]] = [:],
    context: Int = 0
  ) {
    self.fixed = fixed
    self.shapes = shapes
    self.context = context
  }

  /// Whether nothing is decided.
  var isEmpty: Bool { self == GraphOptions() }
}
