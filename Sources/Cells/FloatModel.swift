public import SwiftletRuntime

/// A trained network with all that is needed to use it: the meaning of its
/// inputs and outputs beside its parameters.
public struct FloatModel: Equatable, Sendable {
  /// The layers.
  public var network: Network
  /// The parameter vector, as `network.tensors` lays it out.
  public var parameters: [Float]
  /// One entry a feature, in the order of the columns of the data.
  public var inputs: [Channel]
  /// One entry an output: a class, or a value to predict.
  public var outputs: [Channel]
  /// What the outputs are for.
  public var task: ModelTask
  /// At which steps the outputs count.
  public var scoring: Scoring
  /// How many timesteps the network sees at once, from a state of zeros; nil
  /// of one that was trained to run on.
  public var window: Int?
  /// What takes the place of a missing value.
  public var gapPolicy: GapPolicy
  /// The step of which every weight of a matrix is a multiple, above 0, where
  /// the weights were integers before: quantization keeps these. nil of other
  /// models.
  public var grid: Double?
  /// What else the trainer or the importer notes, such as the version.
  public var notes: [String: String]

  /// A feature or an output: its name and its place on the number line.
  ///
  /// The network sees `(value - mean) / deviation` of a feature, and a value
  /// predicted is `output * deviation + mean`. A class, and a symbol's index,
  /// has mean 0 and deviation 1.
  public struct Channel: Equatable, Sendable {
    /// The column's name, or the class's.
    public var name: String
    /// What is subtracted, in the unit of the data.
    public var mean: Double
    /// What is divided by, in the unit of the data; above 0.
    public var deviation: Double

    /// Makes a channel; by default one that leaves values as they are.
    public init(name: String, mean: Double = 0, deviation: Double = 1) {
      self.name = name
      self.mean = mean
      self.deviation = deviation
    }

    /// What the network sees of a value in the data's unit.
    public func normalized(_ value: Double) -> Double {
      (value - mean) / deviation
    }
  }

  /// The lengths that a window can have.
  public static let windowRange = 2...1_048_576

  /// Puts a model together.
  ///
  /// - Throws: `NetworkError` when the parameters or the channels do not fit
  ///   the network, a deviation is not above 0, a symbol's channel is not
  ///   `Channel(name:)`, or the window is out of `windowRange`.
  public init(
    network: Network, parameters: [Float], inputs: [Channel],
    outputs: [Channel], task: ModelTask, scoring: Scoring,
    window: Int? = nil, gapPolicy: GapPolicy = .hold, grid: Double? = nil,
    notes: [String: String] = [:]
  ) throws {
    guard parameters.count == network.parameterCount else {
      throw NetworkError(
        "the network has \(network.parameterCount) parameters, not "
          + "\(parameters.count)")
    }
    guard inputs.count == network.inputSize else {
      throw NetworkError(
        "the network takes \(network.inputSize) inputs, not \(inputs.count)")
    }
    guard outputs.count == network.outputSize else {
      throw NetworkError(
        "the network gives \(network.outputSize) outputs, not "
          + "\(outputs.count)")
    }
    for channel in inputs + outputs
    where
      !(channel.deviation > 0 && channel.deviation.isFinite
      && channel.mean.isFinite)
    {
      throw NetworkError(
        "'\(channel.name)' needs a finite mean and a deviation above 0")
    }
    if network.layers[0].isEmbedding,
      inputs[0].mean != 0 || inputs[0].deviation != 1
    {
      throw NetworkError(
        "'\(inputs[0].name)' is a symbol, which has mean 0 and deviation 1")
    }
    if let window, !Self.windowRange.contains(window) {
      throw NetworkError(
        "a window has \(Self.windowRange.lowerBound) to "
          + "\(Self.windowRange.upperBound) timesteps, not \(window)")
    }
    self.network = network
    self.parameters = parameters
    self.inputs = inputs
    self.outputs = outputs
    self.task = task
    self.scoring = scoring
    self.window = window
    self.gapPolicy = gapPolicy
    self.grid = grid
    self.notes = notes
  }
}
