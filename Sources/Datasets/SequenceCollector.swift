import SwiftletCells

/// Puts sequences together row by row: in memory or, when they are larger than
/// it should hold, in a temporary file.
struct SequenceCollector {
  private let featureCount, width: Int
  private let memoryLimit: Int
  private var sequences: [DataSequence] = []
  private var file: RowFile?
  /// The rows of the file that belong to sequences.
  private var fileRows = 0

  /// The timesteps of the sequence that has not ended.
  private(set) var timesteps = 0
  /// Its numbers, unless they are in the file, and how many numbers of all
  /// sequences are in memory.
  private var features: [Double] = []
  private var targets: [Double] = []
  private var heldCount = 0

  /// A collector of rows of features before targets.
  ///
  /// - Parameter memoryLimit: how many numbers are held in memory.
  init(featureCount: Int, targetCount: Int, memoryLimit: Int) {
    self.featureCount = featureCount
    width = featureCount + targetCount
    self.memoryLimit = memoryLimit
  }

  /// Adds a timestep.
  ///
  /// - Throws: `RowFileError` when there is no room for it.
  mutating func add(_ row: [Double]) throws(RowFileError) {
    timesteps += 1
    if let file { return try file.append(row) }
    features += row[..<featureCount]
    targets += row[featureCount...]
    heldCount += width
    if heldCount > memoryLimit { try moveToFile() }
  }

  /// Ends a sequence, if it has timesteps.
  mutating func endSequence(id: String) {
    guard timesteps > 0 else { return }
    if let file {
      sequences.append(filed(id, timesteps, in: file))
    } else {
      sequences.append(
        DataSequence(
          id: id, features: features, targets: targets,
          featureCount: featureCount))
      features.removeAll(keepingCapacity: true)
      targets.removeAll(keepingCapacity: true)
    }
    timesteps = 0
  }

  /// All sequences that have ended.
  ///
  /// - Throws: `RowFileError` when there is no room for the last of them.
  func finish() throws(RowFileError) -> [DataSequence] {
    try file?.finish()
    return sequences
  }

  private mutating func moveToFile() throws(RowFileError) {
    let file = try RowFile(width: width)
    for index in sequences.indices {
      try write(sequences[index], to: file)
      sequences[index] = filed(
        sequences[index].id, sequences[index].timesteps, in: file)
    }
    try write(
      DataSequence(
        features: features, targets: targets, featureCount: featureCount),
      to: file)
    (features, targets) = ([], [])
    self.file = file
  }

  private func write(
    _ sequence: DataSequence, to file: RowFile
  ) throws(RowFileError) {
    for timestep in 0..<sequence.timesteps {
      try file.append(
        sequence.features(at: timestep) + sequence.targets(at: timestep))
    }
  }

  /// The sequence of the next rows of the file.
  private mutating func filed(
    _ id: String, _ timesteps: Int, in file: RowFile
  ) -> DataSequence {
    defer { fileRows += timesteps }
    return DataSequence(
      id: id, file: file, firstRow: fileRows, timesteps: timesteps,
      featureCount: featureCount)
  }
}
