public import SwiftletFormat
public import SwiftletRuntime

/// How a quantized network's recurrence holds up over a long time.
public struct RecurrentReport: Equatable, Sendable {
  /// The error against the float reference, decade by decade of the stream's
  /// length.
  public var drift: [Drift] = []
  /// One entry a layer.
  public var layers: [LayerReport] = []
  /// The share of each feature's values that lie beyond its integers' range.
  public var clippedInputs: [Double] = []
  /// How soon the network forgets where it started.
  public var warmUp = WarmUp()
  /// What is wrong, and what to change: a sentence each.
  public var warnings: [String] = []

  /// The error of a stretch of a stream that is never reset.
  public struct Drift: Equatable, Sendable {
    /// The stretch's end, in steps; it begins where the one before ends.
    public var steps = 0
    /// The root of the mean squared difference of the outputs.
    public var rmsError = 0.0
    /// The largest difference of an output.
    public var maxAbsError = 0.0
    /// The mean difference of the outputs: a bias.
    public var meanError = 0.0
  }

  /// What a layer's values are like.
  public struct LayerReport: Equatable, Sendable {
    /// The layer's kind.
    public var kind: QuantizedLayer.Kind
    /// The activations of a layer with gates; the usual of another.
    public var activations = GateActivations.standard
    /// What a report calls the layer.
    public var title: String { kind.title(activations) }
    /// The least and the largest output, in real units.
    public var outputRange = 0.0...0.0
    /// The share of outputs at an end of their integers' range.
    public var saturatedOutputs = 0.0
    /// The share of gates, and of candidates that have one, at an end of their
    /// range.
    public var saturatedGates = 0.0
    /// The largest magnitude of an LSTM's cell state; 0 for other layers.
    public var largestCell = 0.0
    /// What the cell state's integers reach; 0 for other layers.
    public var cellLimit = 0.0
    /// The share of cell states at an end of their integers' range.
    public var saturatedCells = 0.0
    /// One entry a unit of a gated layer.
    public var units: [UnitReport] = []
  }

  /// How long a unit of a gated layer remembers. A time constant is the number
  /// of steps in which a state decays to 1/e: `-1 / ln(gate)` at the median of
  /// an LSTM's forget gate or a GRU's update gate on the data.
  public struct UnitReport: Equatable, Sendable {
    /// That of the float model.
    public var trainedTimeConstant = 0.0
    /// That of the integers.
    public var heldTimeConstant = 0.0
    /// That of the integers' largest gate: they hold none longer.
    public var longestTimeConstant = 0.0
    /// How far from where it is drawn to a state can rest, as rounding undoes
    /// smaller steps, at the time constant that the integers hold; in real
    /// units.
    public var deadZone = 0.0
  }

  /// In how many steps streams that start from different states agree.
  public struct WarmUp: Equatable, Sendable {
    /// Until no output differs by more than a hundredth of the outputs' range:
    /// the median of all pairs of streams.
    public var medianSteps = 0
    /// The same of the pair that takes longest.
    public var longestSteps = 0
    /// Until every integer is the same, in the longest case; nil when some
    /// pair still differs when the trial ends.
    public var exactSteps: Int?
    /// After how many steps a trial ends.
    public var limit = 0
  }
}
