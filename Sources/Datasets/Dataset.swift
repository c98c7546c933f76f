public import SwiftletCells

/// Sequences of features with what is to be told from them.
public struct Dataset: Equatable, Sendable {
  /// The names of the feature columns, in the order of the features.
  public let featureNames: [String]
  /// What is to be told at each timestep.
  public let target: Target
  /// The sequences, in the order of the file.
  public let sequences: [DataSequence]
  /// How many features of all timesteps are gaps (NaN).
  public let gapCount: Int
  /// How many targets of all timesteps are masked (NaN).
  public let maskedTargetCount: Int

  /// The number of timesteps of all sequences.
  public var timesteps: Int { sequences.reduce(0) { $0 + $1.timesteps } }

  /// What another file must have in common with this one.
  public var schema: Schema {
    Schema(featureNames: featureNames, target: target)
  }

  /// What a file must hold to fit another file or a model.
  public struct Schema: Equatable, Sendable {
    /// The names of the feature columns; a file may hold them in any order.
    public var featureNames: [String]
    /// The classes, of which a file may lack some and whose column may be
    /// another; or the values, whose columns a file must hold.
    public var target: Target

    /// Makes a schema.
    public init(featureNames: [String], target: Target) {
      self.featureNames = featureNames
      self.target = target
    }
  }

  /// Makes a dataset of sequences and counts their gaps.
  public init(featureNames: [String], target: Target, sequences: [DataSequence])
  {
    self.featureNames = featureNames
    self.target = target
    self.sequences = sequences
    self.gapCount = sequences.reduce(0) { $0 + countNaN($1.features) }
    self.maskedTargetCount = sequences.reduce(0) {
      $0 + countNaN($1.targets)
    }
  }
}

/// What is to be told at each timestep.
public enum Target: Equatable, Sendable {
  /// One of `count` classes, at least 2, whose index stands in `column`.
  case classes(count: Int, column: String)
  /// One real value for each of the columns.
  case values(names: [String])

  /// The number of outputs that a network needs: one a class, or one a value.
  public var outputCount: Int {
    switch self {
    case .classes(let count, _): count
    case .values(let names): names.count
    }
  }
}

private func countNaN(_ values: [Double]) -> Int {
  values.reduce(0) { $1.isNaN ? $0 + 1 : $0 }
}
