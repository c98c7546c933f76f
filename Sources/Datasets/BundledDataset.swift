import Foundation
import SwiftletResources
import SwiftletRuntime

/// A dataset that comes with the program.
public struct BundledDataset: Equatable, Sendable {
  /// The name, which is that of its folder.
  public let name: String
  /// One line about the data.
  public let summary: String
  /// How the data are to be used.
  public let settings: DataSettings

  /// Every bundled dataset, in the order of their names.
  public static let all = [
    BundledDataset(
      name: "digits_rows",
      summary: "handwritten digits, row by row",
      settings: DataSettings(
        scoring: .lastStep, classNames: (0...9).map(String.init),
        recommended: shortSequences)),
    BundledDataset(
      name: "imu_exercise",
      summary: "seven shoulder exercises from a wrist's inertial sensor",
      settings: DataSettings(
        classNames: ["PEN", "ABD", "FEL", "IR", "ER", "TRAP", "ROW"],
        recommended: RecommendedTraining(
          epochs: 50, window: 128, batchSize: 8, learningRate: 0.01,
          fineTuningNoise: 0.2, validationFraction: 0))),
    BundledDataset(
      name: "japanese_vowels",
      summary: "nine speakers of a Japanese vowel sequence",
      settings: DataSettings(
        scoring: .lastStep, classNames: (1...9).map { "speaker \($0)" },
        recommended: shortSequences)),
    BundledDataset(
      name: "kjv_genesis_chars",
      summary: "the next character of a text, the Book of Genesis",
      settings: DataSettings(
        classNames: genesisAlphabet, embeddingSize: 16,
        recommended: RecommendedTraining(
          epochs: 50, window: 64, batchSize: 8, learningRate: 0.01))),
    BundledDataset(
      name: "oneill_melody",
      summary: "the next pitch and duration of Irish tunes",
      settings: DataSettings(
        classNames: noteNames, embeddingSize: 16,
        recommended: RecommendedTraining(
          epochs: 100, window: 256, batchSize: 32, learningRate: 0.01))),
    BundledDataset(
      name: "sunspots_monthly",
      summary: "the sunspot number of the next month",
      settings: DataSettings(
        testContinuesTraining: true,
        recommended: RecommendedTraining(
          epochs: 300, window: 128, patience: 60, learningRate: 0.005))),
  ]

  private static let genesisAlphabet =
    ["space"] + "abcdefghijklmnopqrstuvwxyz.,;:?".map(String.init)
    + ["newline"]

  /// Pitches from G3 to C6, and durations as parts of a whole note.
  private static let noteNames =
    (55...84).map { midi in
      let names = [
        "C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B",
      ]
      return names[midi % 12] + String(midi / 12 - 1)
    } + ["1/16", "1/8", "3/16", "1/4", "3/8", "1/2"]

  /// Few and short sequences, which noise keeps from being learnt by heart.
  private static let shortSequences = RecommendedTraining(
    epochs: 80, batchSize: 16, patience: 100, learningRate: 0.005,
    inputNoise: 0.5)

  /// The bundled dataset of a name, if there is one.
  public static func named(_ name: String) -> BundledDataset? {
    all.first { $0.name == name }
  }

  /// The folder of all bundled datasets.
  static func folder() throws -> URL {
    let module = "SwiftletDatasets"
    let resources = ResourceFolder.url(of: module)
    guard FileManager.default.fileExists(atPath: resources.path) else {
      throw DataError(
        "the bundled datasets are missing; keep "
          + "\(ResourceFolder.name(of: module)) beside the program, or give the "
          + "path of a folder")
    }
    return resources.appendingPathComponent("Bundled")
  }
}
