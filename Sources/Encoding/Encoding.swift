public import Foundation
public import SwiftletCells
public import SwiftletDatasets
public import SwiftletRuntime
public import SwiftletTraining

/// How the columns of data become what a network sees.
///
///     let source = try DataSource(named: "imu_exercise")
///     let data = try source.trainingPart()
///     let encoding = try Encoding(learning: data)
///     let network = try encoding.network(.lstm, hiddenSize: 32)
///     let problem = try encoding.problem(
///       network, on: data, scoring: source.settings.scoring)
public struct Encoding: Equatable, Sendable {
  /// The features, in the order of the network's inputs.
  public let inputs: [FloatModel.Channel]
  /// The classes or the values, in the order of the network's outputs.
  public let outputs: [FloatModel.Channel]
  /// What the outputs are for.
  public let task: ModelTask
  /// The number of symbols when the one feature is a symbol's index; else
  /// nil.
  public let vocabularySize: Int?
  /// What takes the place of a missing value.
  public let gapPolicy: GapPolicy
  /// The column of the classes in the training part, where its name does not
  /// say what it is for.
  public let labelColumn: String?
  /// The seconds of a timestep in the training part, where rows that are
  /// missing in time are missing timesteps; else nil.
  public let step: Double?

  /// The names under which a model notes `labelColumn` and `step`.
  private static let (labelNote, stepNote) = ("label", "step")

  /// The encoding that a model was trained with.
  public init(of model: FloatModel) {
    labelColumn = model.notes[Self.labelNote]
    gapPolicy = model.gapPolicy
    step = model.notes[Self.stepNote].flatMap(Double.init).flatMap {
      $0 > 0 && $0.isFinite ? $0 : nil
    }
    inputs = model.inputs
    outputs = model.outputs
    task = model.task
    if case .embedding(let size, _)? = model.network.layers.first {
      vocabularySize = size
    } else {
      vocabularySize = nil
    }
  }

  /// Learns an encoding from the training part of data: features, and values
  /// to predict, are normalised by their mean and deviation.
  ///
  /// - Parameters:
  ///   - data: the training part.
  ///   - asSymbols: whether the one feature is a symbol's index, below 32,767.
  ///   - gapPolicy: what takes the place of a missing value.
  /// - Throws: `DataEncodingError` when symbols are asked for and the feature
  ///   is not one column of such indices.
  public init(
    learning data: Dataset, asSymbols: Bool = false,
    gapPolicy: GapPolicy = .hold
  ) throws {
    self.gapPolicy = gapPolicy
    vocabularySize = asSymbols ? try Encoding.vocabularySize(of: data) : nil
    step = data.step
    let moments = Normalization(features: data.sequences)
    inputs = data.featureNames.enumerated().map { index, name in
      asSymbols
        ? FloatModel.Channel(name: name)
        : FloatModel.Channel(
          name: name, mean: moments.means[index],
          deviation: moments.deviations[index])
    }
    switch data.target {
    case .classes(let names, let column):
      task = .classification
      labelColumn = ColumnRoles.isReserved(column) ? nil : column
      outputs = names.map { FloatModel.Channel(name: $0) }
    case .values(let names):
      task = .regression
      labelColumn = nil
      let moments = Normalization(targets: data.sequences)
      outputs = names.enumerated().map { index, name in
        FloatModel.Channel(
          name: name, mean: moments.means[index],
          deviation: moments.deviations[index])
      }
    }
  }

  /// What a file of data must hold.
  public var schema: Dataset.Schema {
    Dataset.Schema(
      featureNames: inputs.map(\.name),
      target: task == .classification
        ? .classes(names: outputs.map(\.name), column: labelColumn ?? "label")
        : .values(names: outputs.map(\.name)), step: step)
  }

  /// Reads a file that fits the encoding; it may be without targets.
  ///
  /// - Parameters:
  ///   - file: the CSV file.
  ///   - roles: which columns are for what, beside what their names say.
  /// - Throws: `DataError` when the file does not fit; `DataEncodingError`
  ///   when a symbol is not in the vocabulary.
  public func read(
    _ file: URL, roles: ColumnRoles = ColumnRoles()
  ) throws -> Dataset {
    let data = try Dataset(
      contentsOf: file, roles: roles, expecting: schema,
      memoryLimit: Dataset.largestInMemory)
    if let vocabularySize {
      for sequence in data.sequences {
        var timestep = 0
        try sequence.forEachTimestep { values, _ in
          _ = try symbol(values[0], below: vocabularySize, sequence, timestep)
          timestep += 1
        }
      }
    }
    return data
  }

  /// A sequence as the network sees it, gaps filled: one, or several where the
  /// gap policy resets the state.
  ///
  /// - Throws: `DataEncodingError` when a symbol is not in the vocabulary;
  ///   `GapError` when a value is missing that may not.
  public func trainingSequences(
    _ sequence: DataSequence
  ) throws -> [TrainingSequence] {
    if vocabularySize != nil {
      return [trainingSequence(sequence, try symbols(of: sequence))]
    }
    let (inputs, starts) = try filled(sequence)
    var rest = inputs[...]
    return sequence.parts(from: starts).map { part in
      defer { rest = rest.dropFirst(part.features.count) }
      return trainingSequence(part, Array(rest.prefix(part.features.count)))
    }
  }

  /// The same in the data's units, gaps not filled.
  func parts(of sequence: DataSequence) throws -> [DataSequence] {
    guard vocabularySize == nil else { return [sequence] }
    return sequence.parts(from: try filled(sequence).resets)
  }

  private func trainingSequence(
    _ sequence: DataSequence, _ inputs: [Float]
  ) -> TrainingSequence {
    TrainingSequence(
      inputs: inputs,
      targets: TrainingSequence.Targets(sequence, task, outputs))
  }

  /// Notes of a model, with the column of the classes and the step.
  func noted(_ notes: [String: String]) -> [String: String] {
    var notes = notes
    notes[Self.labelNote] = labelColumn ?? notes[Self.labelNote]
    notes[Self.stepNote] = step.map { "\($0)" } ?? notes[Self.stepNote]
    return notes
  }

  /// The network's inputs, symbols.
  private func symbols(of sequence: DataSequence) throws -> [Float] {
    try sequence.features.enumerated().map { index, value in
      try symbol(value, below: vocabularySize ?? 0, sequence, index)
    }
  }

  /// The network's inputs, `(timesteps, inputs)` row-major, and the timesteps
  /// before which the state is reset.
  private func filled(
    _ sequence: DataSequence
  ) throws -> (inputs: [Float], resets: [Int]) {
    try sequence.check(gapPolicy, inputs)
    var gaps = GapFill(gapPolicy, means: inputs.map(\.mean))
    var values = sequence.features
    let resets = try (0..<sequence.timesteps).filter {
      try gaps.fill(&values, from: $0 * inputs.count)
    }
    return (
      values.enumerated().map { index, value in
        Float(inputs[index % inputs.count].normalized(value))
      }, resets
    )
  }

  private func symbol(
    _ value: Double, below count: Int, _ sequence: DataSequence,
    _ timestep: Int
  ) throws -> Float {
    guard value >= 0, value < Double(count), value == value.rounded() else {
      throw DataEncodingError.symbol(
        "sequence '\(sequence.id)', timestep \(timestep): "
          + "'\(inputs[0].name)' is not a symbol's index from 0 to "
          + "\(count - 1)"
          + (value.isNaN
            ? " but missing; fill it in, or leave `step` out"
            : "; every symbol must come in the training part"))
    }
    return Float(value)
  }

  /// One more than the largest symbol, be it a feature or a symbol to tell.
  private static func vocabularySize(of data: Dataset) throws -> Int {
    guard data.featureNames.count == 1 else {
      throw DataEncodingError.embedding(
        "takes one feature column, but the data have "
          + "\(data.featureNames.count)")
    }
    let largest = data.sequences.flatMap(\.features).max { a, b in
      a.isNaN || a < b
    }
    let limit = Double(LayerEntry.largestVocabulary)
    guard let largest, largest >= 0, largest < limit else {
      throw DataEncodingError.embedding(
        "takes indices from 0 to \(LayerEntry.largestVocabulary - 1), which a "
          + "model's file holds; number the symbols of column "
          + "'\(data.featureNames[0])' from 0")
    }
    guard case .classes(let names, let column) = data.target,
      column.hasPrefix("label_next")
    else { return Int(largest) + 1 }
    return max(names.count, Int(largest) + 1)
  }
}
