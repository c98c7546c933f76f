/// One sequence of timesteps in the data's units, such as one recording.
public struct DataSequence: Equatable, Sendable {
  /// The sequence's id in the data; empty where it has none.
  public let id: String
  /// The number of timesteps, at least 1 in a file that was read.
  public let timesteps: Int
  /// The number of features a timestep.
  public let featureCount: Int
  private let rows: Rows

  /// Where the numbers are.
  private enum Rows {
    case memory(features: [Double], targets: [Double])
    case file(RowFile, firstRow: Int)
  }

  /// The features in the unit of the data, `(timesteps, featureCount)`
  /// row-major; NaN is a gap. Those of a large file are read anew each time.
  public var features: [Double] {
    switch rows {
    case .memory(let features, _): features
    case .file: part(0..<timesteps).features
    }
  }

  /// The targets, `(timesteps, targetCount)` row-major: the index of the
  /// class, or the values to predict; NaN where there is none. Those of a
  /// large file are read anew each time.
  public var targets: [Double] {
    switch rows {
    case .memory(_, let targets): targets
    case .file: part(0..<timesteps).targets
    }
  }

  /// The number of targets a timestep.
  public var targetCount: Int {
    switch rows {
    case .memory(_, let targets): timesteps == 0 ? 0 : targets.count / timesteps
    case .file(let file, _): file.width - featureCount
    }
  }

  /// Makes a sequence of rows of features and rows of targets.
  ///
  /// - Precondition: `featureCount` is above 0, `features` holds whole rows,
  ///   and `targets` as many rows of its own.
  public init(
    id: String = "", features: [Double], targets: [Double], featureCount: Int
  ) {
    precondition(featureCount > 0 && features.count % featureCount == 0)
    self.id = id
    self.featureCount = featureCount
    timesteps = features.count / featureCount
    rows = .memory(features: features, targets: targets)
    precondition(
      timesteps == 0 ? targets.isEmpty : targets.count % timesteps == 0)
  }

  /// Makes a sequence of the rows of a file, features before targets.
  ///
  /// - Precondition: `featureCount` is in `1...file.width`.
  package init(
    id: String, file: RowFile, firstRow: Int, timesteps: Int,
    featureCount: Int
  ) {
    precondition((1...file.width).contains(featureCount))
    self.id = id
    self.timesteps = timesteps
    self.featureCount = featureCount
    rows = .file(file, firstRow: firstRow)
  }

  /// Whether two sequences have the same numbers, wherever they are.
  public static func == (a: DataSequence, b: DataSequence) -> Bool {
    a.id == b.id && a.timesteps == b.timesteps
      && a.featureCount == b.featureCount && a.features == b.features
      && a.targets == b.targets
  }

  /// The features of a timestep, `(featureCount)`.
  ///
  /// - Precondition: `timestep` lies in `0..<timesteps`.
  public func features(at timestep: Int) -> [Double] {
    switch rows {
    case .memory(let features, _):
      row(timestep, of: features, width: featureCount)
    case .file(let file, let firstRow):
      file.read(numbers(timestep, firstRow, file).prefix(featureCount))
    }
  }

  /// The targets of a timestep, `(targetCount)`.
  ///
  /// - Precondition: `timestep` lies in `0..<timesteps`.
  public func targets(at timestep: Int) -> [Double] {
    switch rows {
    case .memory(_, let targets):
      row(timestep, of: targets, width: targetCount)
    case .file(let file, let firstRow):
      file.read(numbers(timestep, firstRow, file).dropFirst(featureCount))
    }
  }

  /// Neighbouring timesteps, in memory.
  ///
  /// - Precondition: `range` lies in `0..<timesteps`.
  package func part(_ range: Range<Int>) -> DataSequence {
    let (features, targets) =
      switch rows {
      case .memory(let features, let targets):
        (
          Array(features[scaled(range, by: featureCount)]),
          Array(targets[scaled(range, by: targetCount)])
        )
      case .file(let file, let firstRow): part(range, of: file, from: firstRow)
      }
    return DataSequence(
      id: id, features: features, targets: targets, featureCount: featureCount)
  }

  /// Gives the timesteps in pieces, each in memory: all at once where they are
  /// there anyway.
  package func forEachPiece(
    _ body: (DataSequence) throws -> Void
  ) rethrows {
    guard case .file(let file, _) = rows else { return try body(self) }
    let count = max(1, Self.pieceSize / file.width)
    for start in stride(from: 0, to: timesteps, by: count) {
      try body(part(start..<min(start + count, timesteps)))
    }
  }

  /// Gives the features and the targets of each timestep.
  package func forEachTimestep(
    _ body: (_ features: [Double], _ targets: [Double]) throws -> Void
  ) rethrows {
    try forEachPiece { piece in
      for timestep in 0..<piece.timesteps {
        try body(piece.features(at: timestep), piece.targets(at: timestep))
      }
    }
  }

  /// The index of the first feature, timestep after timestep, of which a
  /// predicate holds.
  package func firstFeature(where predicate: (Double) -> Bool) -> Int? {
    var (start, first): (Int, Int?) = (0, nil)
    forEachPiece { piece in
      first =
        first ?? piece.features.firstIndex(where: predicate).map { start + $0 }
      start += piece.features.count
    }
    return first
  }

  /// The numbers of a piece, about.
  private static let pieceSize = 1 << 15

  private func part(
    _ range: Range<Int>, of file: RowFile, from firstRow: Int
  ) -> (features: [Double], targets: [Double]) {
    let start = firstRow + range.lowerBound
    let numbers = file.read(
      scaled(start..<start + range.count, by: file.width))
    var (features, targets): ([Double], [Double]) = ([], [])
    features.reserveCapacity(range.count * featureCount)
    targets.reserveCapacity(range.count * targetCount)
    for row in 0..<range.count {
      let first = row * file.width
      features += numbers[first..<first + featureCount]
      targets += numbers[first + featureCount..<first + file.width]
    }
    return (features, targets)
  }

  /// Where a timestep's numbers are in a file.
  private func numbers(
    _ timestep: Int, _ firstRow: Int, _ file: RowFile
  ) -> Range<Int> {
    precondition((0..<timesteps).contains(timestep))
    let row = firstRow + timestep
    return scaled(row..<row + 1, by: file.width)
  }

  private func row(
    _ timestep: Int, of values: [Double], width: Int
  ) -> [Double] {
    Array(values[timestep * width..<(timestep + 1) * width])
  }
}

private func scaled(_ range: Range<Int>, by width: Int) -> Range<Int> {
  range.lowerBound * width..<range.upperBound * width
}
