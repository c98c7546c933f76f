/// What a classifier tells on steps of each class.
public struct ConfusionMatrix: Equatable, Sendable {
  /// The classes.
  public let names: [String]
  /// How often each class is told, `(class of the data, class told)`; a row
  /// is empty where the class has no step.
  public private(set) var counts: [[Int]]

  /// Of more classes there is no matrix, as it would outgrow memory.
  public static let mostClasses = 1000

  /// A matrix of no step yet.
  public init(_ names: [String]) {
    self.names = names
    counts = names.map { _ in [] }
  }

  /// Adds a step.
  ///
  /// - Parameters:
  ///   - index: the class that the data say.
  ///   - told: the class that the model tells.
  public mutating func add(_ index: Int, told: Int) {
    if counts[index].isEmpty { counts[index] = names.map { _ in 0 } }
    counts[index][told] += 1
  }

  /// The steps of a class.
  public func steps(of index: Int) -> Int { counts[index].reduce(0, +) }

  /// The share of each class's steps on which it is told, in `0...1`; nil
  /// where the class has no step.
  public var recall: [Double?] {
    counts.enumerated().map { index, told in
      told.isEmpty ? nil : Double(told[index]) / Double(steps(of: index))
    }
  }

  /// The classes of the data that the model never tells.
  public var neverTold: [Int] {
    names.indices.filter { index in
      !counts[index].isEmpty
        && counts.allSatisfy { $0.isEmpty || $0[index] == 0 }
    }
  }

  /// The counts with a row of zeros for a class without steps.
  public var table: [[Int]] {
    counts.map { $0.isEmpty ? names.map { _ in 0 } : $0 }
  }
}
