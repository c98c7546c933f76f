/// A story of the gallery: where its data come from, and what it is held
/// against.
protocol Story {
  /// The name, which is that of its script in `tools/lib/demos`.
  static var name: String { get }

  /// Takes the story's settings.
  ///
  /// - Throws: `GalleryError` when one is out of range.
  init(_ settings: Settings) throws

  /// The training part and the test part, or files of other names; none where
  /// the data come from elsewhere.
  func data() throws -> [CSVFile]

  /// What the baselines score on the test part, trained on the other.
  ///
  /// A name in brackets is a bound, such as the optimum, no rival.
  func baselines(_ folder: DataFolder) throws -> [Baseline]
}

/// What one baseline scores.
package struct Baseline {
  let name: String
  /// On the test part, in the story's measure.
  package let score: Double

  init(_ name: String, _ score: Double) {
    self.name = name
    self.score = score
  }
}

/// Why a story cannot be told.
struct GalleryError: Error, CustomStringConvertible {
  /// One line that names the place and the remedy.
  let description: String

  init(_ description: String) { self.description = description }
}
