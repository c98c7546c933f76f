import Foundation
public import SwiftletCells
public import SwiftletRuntime

/// What a framework's file does not say of a model, and people do: the names
/// and the units of its inputs and outputs, and what it is for.
///
/// Everything is optional; `ImportedNetwork.model` fills the rest.
public struct ModelDescription: Sendable {
  /// One entry a feature.
  public var inputs: [FloatModel.Channel]?
  /// One entry an output.
  public var outputs: [FloatModel.Channel]?
  /// What the outputs are for.
  public var task: ModelTask?
  /// At which steps the outputs count.
  public var scoring: Scoring?
  /// Timesteps of the windows that the network was trained on, each from a
  /// state of zeros; 1 of a network that runs on.
  public var window: Int?
  /// What takes the place of a missing value.
  public var gapPolicy: GapPolicy?

  /// Makes a description; by default an empty one.
  public init(
    inputs: [FloatModel.Channel]? = nil, outputs: [FloatModel.Channel]? = nil,
    task: ModelTask? = nil, scoring: Scoring? = nil, window: Int? = nil,
    gapPolicy: GapPolicy? = nil
  ) {
    self.inputs = inputs
    self.outputs = outputs
    self.task = task
    self.scoring = scoring
    self.window = window
    self.gapPolicy = gapPolicy
  }

  /// Reads a description from a file's metadata, under the names of a float
  /// model's (`swiftlet.inputs`, `swiftlet.outputs`, `swiftlet.task`,
  /// `swiftlet.scoring`, `swiftlet.window`, `swiftlet.gaps`).
  ///
  /// - Throws: `ImportError` when a text is damaged.
  public init(metadata texts: [String: String]) throws {
    let metadata = FloatModelMetadata(texts)
    func channels(_ key: String) throws -> [FloatModel.Channel]? {
      guard metadata.has(key) else { return nil }
      let records: [ChannelRecord] = try metadata.decode(key)
      return records.map(\.channel)
    }
    inputs = try channels(FloatModelKey.inputs)
    outputs = try channels(FloatModelKey.outputs)
    task = try metadata.optionalChoice(FloatModelKey.task)
    scoring = try metadata.optionalChoice(FloatModelKey.scoring)
    window = try metadata.window()
    gapPolicy = try metadata.optionalChoice(FloatModelKey.gaps)
  }

  /// Whether the outputs are two classes.
  public var tellsTwoClasses: Bool {
    task == .classification && outputs?.count == 2
  }

  /// This description, filled up by another one.
  public func filled(by other: ModelDescription) -> ModelDescription {
    ModelDescription(
      inputs: inputs ?? other.inputs, outputs: outputs ?? other.outputs,
      task: task ?? other.task, scoring: scoring ?? other.scoring,
      window: window ?? other.window, gapPolicy: gapPolicy ?? other.gapPolicy)
  }
}

extension ImportedNetwork {
  /// The float model of the network.
  ///
  /// What neither `description` nor the file's metadata say: inputs are `x0`,
  /// `x1`, … and taken as they are; a model that ends in a softmax classifies,
  /// another one predicts `target` or `target0`, `target1`, …; outputs count
  /// at every step, unless the model gives those of the last step only; the
  /// window is as long as the model's input, where its length is fixed; gaps
  /// hold the last value. Two
  /// classes of a model with one output, a logit or a probability, become two
  /// logits.
  ///
  /// - Throws: `ImportError` when the metadata are damaged, `NetworkError`
  ///   when a description does not fit the network.
  public func model(_ description: ModelDescription = ModelDescription())
    throws -> FloatModel
  {
    let known = description.filled(by: try ModelDescription(metadata: metadata))
    let task =
      known.task ?? (outputFunction == .none ? .regression : .classification)
    let (network, parameters) =
      known.tellsTwoClasses && mayTellTwoClasses
      ? try withTwoLogits() : (network, parameters)
    return try FloatModel(
      network: network, parameters: parameters,
      inputs: normalized(known.inputs ?? Self.names("x", network.inputSize)),
      outputs: known.outputs
        ?? Self.names(
          task == .regression ? "target" : "", network.outputSize),
      task: task, scoring: known.scoring ?? scoring ?? .everyStep,
      window: known.window.map { $0 > 1 ? $0 : nil } ?? inputLength.window,
      gapPolicy: known.gapPolicy ?? .hold, grid: grid,
      notes: notes.merging(["import": format]) { $1 })
  }

  /// The features with what the model itself does to its inputs, after what
  /// a description says.
  private func normalized(
    _ channels: [FloatModel.Channel]
  ) -> [FloatModel.Channel] {
    guard let normalization, channels.count == network.inputSize else {
      return channels
    }
    return channels.enumerated().map { index, channel in
      FloatModel.Channel(
        name: channel.name,
        mean: channel.mean + normalization.means[index] * channel.deviation,
        deviation: channel.deviation * normalization.deviations[index])
    }
  }

  private static func names(
    _ stem: String, _ count: Int
  ) -> [FloatModel.Channel] {
    count == 1 && stem == "target"
      ? [FloatModel.Channel(name: stem)]
      : (0..<count).map { FloatModel.Channel(name: "\(stem)\($0)") }
  }
}
