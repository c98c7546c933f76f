import Foundation
import SwiftletCells
import SwiftletDatasets
import SwiftletEncoding

/// The two parts of a story's data, as the network reads them.
struct DataFolder {
  let train: Dataset
  let test: Dataset

  /// Reads a folder's files, or a bundled dataset.
  ///
  /// - Throws: `DataError`; `GalleryError` when there is no test part.
  init(_ folder: URL) throws {
    try self.init(named: folder.relativePath)
  }

  /// The same by name.
  init(named name: String) throws {
    let source = try DataSource(named: name)
    guard let file = source.test else {
      throw GalleryError("\(name): the folder has no test.csv; add it")
    }
    train = try source.trainingPart()
    test = try Encoding(learning: train).read(file)
  }

  /// The same with some of the features.
  func keeping(_ isKept: (String) -> Bool) -> DataFolder {
    DataFolder(train.keeping(isKept), test.keeping(isKept))
  }

  private init(_ train: Dataset, _ test: Dataset) {
    self.train = train
    self.test = test
  }
}

extension Dataset {
  fileprivate func keeping(_ isKept: (String) -> Bool) -> Dataset {
    let kept = featureNames.indices.filter { isKept(featureNames[$0]) }
    return Dataset(
      featureNames: kept.map { featureNames[$0] }, target: target,
      sequences: sequences.map { sequence in
        DataSequence(
          id: sequence.id,
          features: (0..<sequence.timesteps).flatMap { step in
            kept.map { sequence.features(at: step)[$0] }
          }, targets: sequence.targets, featureCount: kept.count)
      })
  }
}

extension Dataset {
  /// The first target of each sequence's last step.
  var lastTargets: [Double] {
    sequences.map { $0.targets(at: $0.timesteps - 1)[0] }
  }
}

extension [Double] {
  /// The mean; 0 of none.
  var mean: Double { isEmpty ? 0 : reduce(0, +) / Double(count) }
}
