import SwiftletRuntime

/// A bundled dataset of classes, with feed-forward networks on one timestep and
/// on several.
protocol BundledStory: Story {
  /// What the networks see: a name, and the number of timesteps.
  static var views: [(name: String, window: Int)] { get }
  /// How they are trained, their window left out.
  static var network: FeedForward { get }
  /// The story's settings.
  var settings: Settings { get }
}

extension BundledStory {
  func data() -> [CSVFile] { [] }

  func baselines(_ folder: DataFolder) throws -> [Baseline] {
    try Self.views.map { name, window in
      var network = Self.network
      network.window = window
      network.seed = try settings.seed()
      network.epochs = try settings.count(
        "epochs", default: network.epochs, in: 1...1000)
      return Baseline("feed-forward on \(name)", try network.score(folder))
    }
  }
}

/// The exercise of each timestep.
struct ImuExercise: BundledStory {
  static let name = "imu_exercise"
  static var views: [(name: String, window: Int)] {
    [("one timestep", 1), ("the last second", 25)]
  }
  static var network: FeedForward {
    FeedForward(hiddenSize: 64, epochs: 20, noise: 0.1)
  }
  let settings: Settings
  init(_ settings: Settings) { self.settings = settings }
}

/// The digit, after the last row of its image.
struct DigitsRows: BundledStory {
  static let name = "digits_rows"
  static var views: [(name: String, window: Int)] {
    [("the last row", 1), ("the whole image", 8)]
  }
  static var network: FeedForward {
    FeedForward(epochs: 80, noise: 0.5, scoring: .lastStep)
  }
  let settings: Settings
  init(_ settings: Settings) { self.settings = settings }
}

/// The speaker, after the last frame.
struct JapaneseVowels: BundledStory {
  static let name = "japanese_vowels"
  static var views: [(name: String, window: Int)] {
    [("the last frame", 1), ("the last seven frames", 7)]
  }
  static var network: FeedForward {
    FeedForward(epochs: 80, noise: 0.5, scoring: .lastStep)
  }
  let settings: Settings
  init(_ settings: Settings) { self.settings = settings }
}
