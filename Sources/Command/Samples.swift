import SwiftletCells
import SwiftletDatasets
import SwiftletQuantization

extension DataSource {
  /// The training part, as a model takes it.
  ///
  /// - Throws: `DataError` or `CommandError` when the data do not fit.
  func trainingSamples(for model: FloatModel) throws -> [SampleSequence] {
    try Encoding(model).read(train).samples
  }

  /// The test part; the only part when there is one.
  ///
  /// - Throws: `DataError` or `CommandError` when the data do not fit.
  func testSamples(for model: FloatModel) throws -> [SampleSequence] {
    try Encoding(model).read(test ?? train).samples
  }

  /// The sequences through which a model runs before the test part; none
  /// when the test part stands for itself.
  ///
  /// - Throws: `DataError` or `CommandError` when the data do not fit.
  func warmUpSamples(for model: FloatModel) throws -> [SampleSequence] {
    settings.testContinuesTraining ? try trainingSamples(for: model) : []
  }
}

extension Dataset {
  /// The sequences, as calibration and verification take them.
  fileprivate var samples: [SampleSequence] {
    sequences.map {
      SampleSequence(
        features: $0.features, targets: $0.targets, timesteps: $0.timesteps)
    }
  }
}
