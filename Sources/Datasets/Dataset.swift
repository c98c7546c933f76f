public import SwiftletCells

/// Sequences of features with what is to be told from them.
public struct Dataset: Equatable, Sendable {
  /// The names of the feature columns, in the order of the features.
  public let featureNames: [String]
  /// What is to be told at each timestep.
  public let target: Target
  /// The sequences, in the order of the file.
  public let sequences: [DataSequence]
  /// The columns that are neither features nor targets, such as the time.
  public let unreadColumns: [String]
  /// How many features of all timesteps are gaps (NaN).
  public let gapCount: Int
  /// How many targets of all timesteps are masked (NaN).
  public let maskedTargetCount: Int
  /// The seconds of a timestep, where rows that are missing in time are missing
  /// timesteps; else nil.
  public let step: Double?
  /// How many timesteps are missing in time, without features and targets.
  public let missingSteps: Int
  /// Of each feature the value that may be no measurement, if there is one.
  public let outliers: [Outlier]

  /// The number of timesteps of all sequences.
  public var timesteps: Int { sequences.reduce(0) { $0 + $1.timesteps } }

  /// Whether no step has a target.
  public var hasNoTargets: Bool {
    maskedTargetCount
      == sequences.reduce(0) { $0 + $1.timesteps * $1.targetCount }
  }

  /// How many steps of all sequences tell each class, in the order of the
  /// classes; empty where values are told.
  public var classCounts: [Int] {
    guard case .classes(let names, _) = target else { return [] }
    var counts = names.map { _ in 0 }
    for sequence in sequences {
      sequence.forEachPiece { piece in
        for target in piece.targets where !target.isNaN {
          counts[Int(target)] += 1
        }
      }
    }
    return counts
  }

  /// So many numbers of a file are held in memory where the others need not be:
  /// 32 MB of them.
  package static let largestInMemory = 1 << 22

  /// What another file must have in common with this one.
  public var schema: Schema {
    Schema(featureNames: featureNames, target: target, step: step)
  }

  /// What a file must hold to fit another file or a model.
  public struct Schema: Equatable, Sendable {
    /// The names of the feature columns; a file may hold them in any order.
    public var featureNames: [String]
    /// The classes, of which a file may lack some and whose column may be
    /// another; or the values, whose columns a file must hold.
    public var target: Target
    /// The seconds of a timestep, by the time of a file that has one; nil where
    /// each row is the step that follows.
    public var step: Double?

    /// Makes a schema.
    public init(
      featureNames: [String], target: Target, step: Double? = nil
    ) {
      self.featureNames = featureNames
      self.target = target
      self.step = step
    }
  }

  /// Makes a dataset of sequences and counts their gaps.
  public init(
    featureNames: [String], target: Target, sequences: [DataSequence],
    unreadColumns: [String] = [], step: Double? = nil, missingSteps: Int = 0,
    outliers: [Outlier] = []
  ) {
    self.featureNames = featureNames
    self.target = target
    self.sequences = sequences
    self.unreadColumns = unreadColumns
    self.step = step
    self.missingSteps = missingSteps
    self.outliers = outliers
    var (gaps, masked) = (0, 0)
    for sequence in sequences {
      sequence.forEachPiece {
        gaps += countNaN($0.features)
        masked += countNaN($0.targets)
      }
    }
    gapCount = gaps
    maskedTargetCount = masked
  }
}

/// What is to be told at each timestep.
public enum Target: Equatable, Sendable {
  /// One of the classes of these names, at least 2, which `column` says; a
  /// target is the index of its name.
  case classes(names: [String], column: String)
  /// One real value for each of the columns.
  case values(names: [String])

  /// The number of outputs that a network needs: one a class, or one a value.
  public var outputCount: Int {
    switch self {
    case .classes(let names, _): names.count
    case .values(let names): names.count
    }
  }

  /// Classes that are told by their indices.
  public static func classes(count: Int, column: String) -> Target {
    .classes(names: (0..<count).map(String.init), column: column)
  }

  /// The targets of a timestep of which nothing is told.
  var noTargets: [Double] {
    switch self {
    case .classes: [.nan]
    case .values(let names): names.map { _ in .nan }
    }
  }
}

extension Dataset.Schema {
  /// The classes in their order; none of values.
  var classNames: [String] {
    if case .classes(let names, _) = target { names } else { [] }
  }
}

private func countNaN(_ values: [Double]) -> Int {
  values.reduce(0) { $1.isNaN ? $0 + 1 : $0 }
}
