public import SwiftletCells
public import SwiftletRuntime

/// One sequence to learn from or to validate on.
public struct TrainingSequence: Sendable {
  /// The inputs, `(timesteps, inputSize)` row-major, already normalised.
  public let inputs: [Float]
  /// What the outputs should be.
  public let targets: Targets

  /// What the outputs should be.
  public enum Targets: Sendable {
    /// One class a timestep; -1 where the step does not count.
    case classes([Int32])
    /// `(timesteps, outputSize)` row-major; NaN where a value does not count.
    case values([Float])
  }

  /// Makes a sequence; a `Trainer` checks it.
  public init(inputs: [Float], targets: Targets) {
    self.inputs = inputs
    self.targets = targets
  }

  /// The number of timesteps, from the targets.
  func length(outputSize: Int) -> Int {
    switch targets {
    case .classes(let classes): classes.count
    case .values(let values): values.count / outputSize
    }
  }

  /// Some neighbouring timesteps.
  func steps(_ range: Range<Int>, inputSize: Int, outputSize: Int) -> Self {
    func numbers<Number>(_ all: [Number], _ size: Int) -> [Number] {
      Array(all[size * range.lowerBound..<size * range.upperBound])
    }
    let kept: Targets =
      switch targets {
      case .classes(let classes): .classes(numbers(classes, 1))
      case .values(let values): .values(numbers(values, outputSize))
      }
    return Self(inputs: numbers(inputs, inputSize), targets: kept)
  }

  /// The same sequence in which only some timesteps count.
  func counting(
    only isCounted: (Int) -> Bool, outputSize: Int
  ) -> Self {
    switch targets {
    case .classes(let classes):
      let counted = classes.enumerated().map { isCounted($0) ? $1 : -1 }
      return Self(inputs: inputs, targets: .classes(counted))
    case .values(let values):
      let counted = values.enumerated().map {
        isCounted($0 / outputSize) ? $1 : .nan
      }
      return Self(inputs: inputs, targets: .values(counted))
    }
  }

  /// The classes of the steps that count; none of values.
  func countedClasses(_ scoring: Scoring) -> [Int32] {
    guard case .classes(let classes) = targets else { return [] }
    return (scoring == .lastStep ? Array(classes.suffix(1)) : classes)
      .filter { $0 >= 0 }
  }
}

extension TrainingSequence.Targets {
  /// The targets of a sequence of data, values normalised.
  ///
  /// - Parameters:
  ///   - sequence: the sequence; NaN is a target that does not count.
  ///   - task: what the outputs are for.
  ///   - outputs: the classes or the values that the network gives.
  public init(
    _ sequence: DataSequence, _ task: ModelTask,
    _ outputs: [FloatModel.Channel]
  ) {
    switch task {
    case .classification:
      self = .classes(sequence.targets.map { $0.isNaN ? -1 : Int32($0) })
    case .regression:
      self = .values(
        sequence.targets.enumerated().map { index, value in
          Float(outputs[index % outputs.count].normalized(value))
        })
    }
  }
}
