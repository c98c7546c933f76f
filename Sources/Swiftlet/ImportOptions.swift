public import Foundation
public import SwiftletDatasets
public import SwiftletImporting

/// What a framework's file does not say of a model, and how to check what it
/// says.
public struct ImportOptions: Sendable {
  /// Of a PyTorch state dict, which holds no order and no activations: its
  /// modules in the order in which they run; empty to find it by the sizes.
  public var modules: [ModuleChoice]
  /// Of an ONNX model: values and shapes of its inputs that it leaves open, and
  /// what is kept of the timestep before.
  public var graph: GraphOptions
  /// Names, units, task and scoring; what is nil comes from the file's own
  /// metadata, then from `data`.
  public var description: ModelDescription
  /// What was subtracted from each feature before the network, in the data's
  /// units: one number, or one a feature; nil leaves the description as it is.
  public var means: [Double]?
  /// What each feature was divided by after that, above 0: one number, or one a
  /// feature; nil leaves the description as it is.
  public var deviations: [Double]?
  /// Where the weights are integers already: what a 1 stands for, such as
  /// 1/128, from 1e-9 to 1e9. Every weight of a matrix must be a multiple of it, and
  /// quantization keeps these integers; 8-bit and 16-bit integers of a state
  /// dict are taken times it. nil for weights of any kind; those that are all
  /// integers of 8 bits times a power of two up to 1 are seen and kept, too.
  public var grid: Double?
  /// Data whose names and scoring the model takes.
  public var data: DataSource?
  /// A JSON file of inputs and outputs of the framework's model, to be
  /// replayed: arrays of (sequences, timesteps, values).
  public var reference: URL?
  /// The largest error of the replay, relative to outputs above 1.
  public var tolerance: Double

  /// Makes options; by default none.
  public init(
    modules: [ModuleChoice] = [], graph: GraphOptions = GraphOptions(),
    description: ModelDescription = ModelDescription(),
    means: [Double]? = nil, deviations: [Double]? = nil, grid: Double? = nil,
    data: DataSource? = nil, reference: URL? = nil, tolerance: Double = 1e-4
  ) {
    self.modules = modules
    self.graph = graph
    self.description = description
    self.means = means
    self.deviations = deviations
    self.grid = grid
    self.data = data
    self.reference = reference
    self.tolerance = tolerance
  }
}
