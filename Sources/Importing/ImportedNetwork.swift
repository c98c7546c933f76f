public import SwiftletCells
public import SwiftletRuntime

/// A network read from another framework's file.
public struct ImportedNetwork: Sendable {
  /// What the file is: `PyTorch state dict`, `ONNX`, `Keras`, `GuitarML`,
  /// `RTNeural` or `Neural Amp Modeler`.
  public let format: String
  /// The layers.
  public let network: Network
  /// The parameter vector, as `network.tensors` lays it out.
  public let parameters: [Float]
  /// What each layer is called in the file.
  public let layerNames: [String]
  /// What the framework's model does to the last layer's output.
  public let outputFunction: OutputFunction
  /// What the model does to its inputs before the first layer; nil for
  /// nothing. A float model does it with the means and the deviations of its
  /// inputs.
  public let normalization: InputNormalization?
  /// At which steps the model gives its output; nil when the file does not
  /// say.
  public let scoring: Scoring?
  /// How many timesteps the model takes in a call.
  public let inputLength: InputLength
  /// The file's own metadata.
  public let metadata: [String: String]
  /// What the float model notes of the file beside its format, such as
  /// `sample_rate`, in hertz.
  public let notes: [String: String]
  /// What the reader supposes or leaves out, a sentence each.
  public let remarks: [String]
  /// The step of which every weight of a matrix is a multiple; nil where
  /// nothing is said of it.
  public internal(set) var grid: Double?

  /// What the framework's model does to the last layer's output. A float
  /// model leaves it out: the largest logit names the class just as well.
  public enum OutputFunction: String, Sendable {
    /// Nothing: the outputs are values, or logits.
    case none
    /// Probabilities.
    case softmax
    /// Logarithms of probabilities.
    case logSoftmax = "log-softmax"
  }

  /// The format of a state dict, which holds parameters and no code.
  public static let stateDictFormat = "PyTorch state dict"

  /// Puts layers together.
  ///
  /// - Parameters:
  ///   - sources: Where each layer's operands come from; by default from the
  ///     layer before.
  ///   - initialState: The network's state at the start of a sequence; none
  ///     for zeros.
  /// - Throws: `ImportError` when they make no network, a parameter is not
  ///   finite, or a size is beyond a float model's.
  init(
    format: String, _ layers: [ImportedLayer],
    sources: [Network.Source]? = nil, initialState: [Float] = [],
    outputFunction: OutputFunction = .none,
    normalization: InputNormalization? = nil, scoring: Scoring? = nil,
    inputLength: InputLength = .unknown, metadata: [String: String] = [:],
    notes: [String: String] = [:], remarks: [String] = []
  ) throws {
    try layers.forEach(ImportedNetwork.check)
    try LayerRecord.checkCount(layers.count)
    self.format = format
    network = try Network(
      layers.map(\.layer), sources: sources, initialState: initialState)
    parameters = layers.flatMap(\.parameters)
    layerNames = layers.map(\.name)
    self.outputFunction = outputFunction
    self.normalization = normalization
    self.scoring = scoring
    self.inputLength = inputLength
    self.metadata = metadata
    self.notes = notes
    self.remarks = remarks
  }

  private static func check(_ layer: ImportedLayer) throws {
    for tensor in layer.layer.tensors {
      guard max(tensor.rows, tensor.columns) <= LayerRecord.sizeLimit else {
        throw ImportError(
          "layer '\(layer.name)' is larger than \(LayerRecord.sizeLimit); "
            + "make it smaller")
      }
      let values = layer.exact[tensor.role] ?? []
      if let index = values.firstIndex(where: { !Float($0).isFinite }) {
        throw ImportError(
          "layer '\(layer.name)': element \(index) of its "
            + "\(tensor.role.rawValue) is not finite; train with a lower "
            + "learning rate")
      }
    }
  }
}
