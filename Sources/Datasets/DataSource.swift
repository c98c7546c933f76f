public import Foundation
import SwiftletFiles
public import SwiftletRuntime

/// Where data lie and how they are to be used.
public struct DataSource: Equatable, Sendable {
  /// The bundled dataset's name, else the path as given.
  public let name: String
  /// The file to train on; the only one when there is no test part.
  public let train: URL
  /// The file to test on, if there is one.
  public let test: URL?
  /// Which columns are for what, beside what their names say.
  public let roles: ColumnRoles
  /// How the data are to be used.
  public let settings: DataSettings

  /// The paths of the files.
  package var paths: [String] { [train, test].compactMap { $0?.relativePath } }

  /// Finds data by a bundled dataset's name, or by the path of a folder with
  /// `train.csv` and, optionally, `test.csv`, or of one CSV file.
  ///
  /// A bundled name wins; write `./NAME` for a folder of that name.
  ///
  /// - Parameters:
  ///   - pathOrName: the name or the path.
  ///   - roles: which columns are for what, beside what their names say.
  ///   - classNames: the classes in their order; nil for those of the bundled
  ///     dataset, or that the training part says.
  /// - Throws: `DataError` when there are no such data, or the folder has no
  ///   `train.csv`.
  public init(
    named pathOrName: String, roles: ColumnRoles = ColumnRoles(),
    classNames: [String]? = nil
  ) throws {
    let found = try DataSource(at: pathOrName)
    self.init(
      name: found.name, train: found.train, test: found.test, roles: roles,
      settings: classNames.map(found.settings.naming) ?? found.settings)
  }

  private init(at pathOrName: String) throws {
    if let bundled = BundledDataset.named(pathOrName) {
      let folder = try BundledDataset.folder()
        .appendingPathComponent(pathOrName)
      try self.init(
        name: pathOrName, folder: folder, settings: bundled.settings)
      return
    }
    let url = URL(fileURLWithPath: pathOrName)
    var isDirectory: ObjCBool = false
    guard
      !pathOrName.isEmpty,
      FileManager.default.fileExists(
        atPath: pathOrName, isDirectory: &isDirectory)
    else {
      let names = BundledDataset.all.map(\.name).joined(separator: ", ")
      throw DataError(
        "no data at '\(pathOrName)'; give a CSV file, a folder with "
          + "train.csv, or a bundled dataset: \(names)")
    }
    if isDirectory.boolValue {
      try self.init(name: pathOrName, folder: url, settings: DataSettings())
    } else {
      self.init(
        name: pathOrName, train: url, test: nil, settings: DataSettings())
    }
  }

  /// Names the files of data.
  ///
  /// - Parameters:
  ///   - name: What reports call the data; by default the training file's path.
  ///   - train: The CSV file to train on.
  ///   - test: The CSV file to test on, if there is one.
  ///   - roles: Which columns are for what, beside what their names say.
  ///   - settings: How the data are to be used.
  public init(
    name: String? = nil, train: URL, test: URL? = nil,
    roles: ColumnRoles = ColumnRoles(), settings: DataSettings = DataSettings()
  ) {
    self.name = name ?? train.relativePath
    self.train = train
    self.test = test
    self.roles = roles
    self.settings = settings
  }

  /// Reads the training part.
  ///
  /// - Throws: `DataError` when it cannot be read, or has no targets.
  public func trainingPart() throws -> Dataset {
    try Dataset(
      contentsOf: train, roles: roles, classNames: settings.classNames)
  }

  private init(name: String, folder: URL, settings: DataSettings) throws {
    let part = { (part: String) throws -> URL? in
      let path = folder.relativePath + "/" + part
      return try exists(path) ? URL(fileURLWithPath: path) : nil
    }
    guard let train = try part("train.csv") else {
      throw DataError(
        "\(folder.relativePath): the folder has no train.csv; add it")
    }
    self.init(
      name: name, train: train, test: try part("test.csv"), settings: settings)
  }
}

/// How data are to be used.
public struct DataSettings: Equatable, Sendable {
  /// At which steps of a sequence the outputs count.
  public let scoring: Scoring
  /// Whether the test part goes on where the training part ends, so that a
  /// network must run through the training part first.
  public let testContinuesTraining: Bool
  /// The classes in the order of their indices, which data may lack; nil for
  /// those that the training part says.
  public let classNames: [String]?
  /// The size of an embedding's rows where the one feature is a symbol's
  /// index; nil where features are numbers.
  public let embeddingSize: Int?
  /// Settings of training that suit the data.
  public let recommended: RecommendedTraining

  /// Makes settings; by default those of data of which nothing is known.
  public init(
    scoring: Scoring = .everyStep, testContinuesTraining: Bool = false,
    classNames: [String]? = nil, embeddingSize: Int? = nil,
    recommended: RecommendedTraining = RecommendedTraining()
  ) {
    self.scoring = scoring
    self.testContinuesTraining = testContinuesTraining
    self.classNames = classNames
    self.embeddingSize = embeddingSize
    self.recommended = recommended
  }

  /// The settings with the names of the classes.
  func naming(_ classNames: [String]) -> DataSettings {
    DataSettings(
      scoring: scoring, testContinuesTraining: testContinuesTraining,
      classNames: classNames, embeddingSize: embeddingSize,
      recommended: recommended)
  }
}

/// Settings of training that suit a dataset; nil where the trainer's own
/// default does.
public struct RecommendedTraining: Equatable, Sendable {
  /// The number of passes over the training part.
  public let epochs: Int?
  /// The number of timesteps through which gradients flow back.
  public let window: Int?
  /// The number of sequences in a batch.
  public let batchSize: Int?
  /// The number of epochs without improvement after which to stop.
  public let patience: Int?
  /// The optimizer's learning rate.
  public let learningRate: Double?
  /// The standard deviation of noise added to the normalised inputs.
  public let inputNoise: Double?
  /// The same for training on, when the data are known by heart.
  public let fineTuningNoise: Double?
  /// The share of the training part to hold out.
  public let validationFraction: Double?

  /// Makes settings; by default none.
  public init(
    epochs: Int? = nil, window: Int? = nil, batchSize: Int? = nil,
    patience: Int? = nil, learningRate: Double? = nil,
    inputNoise: Double? = nil, fineTuningNoise: Double? = nil,
    validationFraction: Double? = nil
  ) {
    self.epochs = epochs
    self.window = window
    self.batchSize = batchSize
    self.patience = patience
    self.learningRate = learningRate
    self.inputNoise = inputNoise
    self.fineTuningNoise = fineTuningNoise
    self.validationFraction = validationFraction
  }
}
