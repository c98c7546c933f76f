public import SwiftletCells
public import SwiftletDatasets

extension DataSource {
  /// The training part, as a model takes it.
  ///
  /// - Throws: `DataError` or `DataEncodingError` when the data do not fit.
  public func trainingPart(for model: FloatModel) throws -> Dataset {
    try Encoding(of: model).read(train, roles: roles)
  }

  /// The test part; the only part when there is one.
  ///
  /// - Throws: `DataError` or `DataEncodingError` when the data do not fit.
  public func testPart(for model: FloatModel) throws -> Dataset {
    try Encoding(of: model).read(test ?? train, roles: roles)
  }

  /// The sequences through which a model runs before the test part; none
  /// when the test part stands for itself.
  ///
  /// - Throws: `DataError` or `DataEncodingError` when the data do not fit.
  public func warmUp(for model: FloatModel) throws -> [DataSequence] {
    settings.testContinuesTraining
      ? try trainingPart(for: model).sequences : []
  }
}
