import SwiftletCells
import SwiftletDatasets
import SwiftletRuntime
import SwiftletTraining

/// A video: a handwritten digit of 8 by 8 pixels, from `digits_rows`, passes
/// behind a window of 5 by 5, which never shows all of it.
///
/// The digit moves by -1, 0 or 1 pixel a frame in each direction, never by 0 in
/// both, and turns where its corner would leave -5...2. To tell are either which
/// digit it is (`task=which`), or the place of its corner in the next frame
/// (`task=where`). The images of the test part are others, never moved before.
struct MovingDigits: Story {
  static let name = "moving_digits"
  private static let (image, window, places) = (8, 5, -5...2)

  private let seed: UInt64
  private let frames: Int
  private let images: Int
  private let epochs: Int
  private let tellsPlace: Bool

  init(_ settings: Settings) throws {
    seed = try settings.seed()
    frames = try settings.count("frames", default: 16, in: 2...1000)
    images = try settings.count("images", default: 2000, in: 20...100_000)
    epochs = try settings.count("epochs", default: 30, in: 1...1000)
    switch settings.text("task") ?? "which" {
    case "which": tellsPlace = false
    case "where": tellsPlace = true
    case let other:
      throw GalleryError("task=\(other); give which or where")
    }
  }

  func data() throws -> [CSVFile] {
    let digits = try DataFolder(named: "digits_rows")
    return [
      file("train.csv", digits.train, videos: 3, stream: 1),
      file("test.csv", digits.test, videos: 1, stream: 2),
    ]
  }

  private func file(
    _ name: String, _ digits: Dataset, videos: Int, stream: UInt64
  ) -> CSVFile {
    var random = RandomSource(seed: seed, stream: [stream])
    let pixels = (0..<Self.window * Self.window).map { "px\($0)" }
    var file = CSVFile(
      name,
      columns: ["seq"] + pixels
        + (tellsPlace ? ["target_x", "target_y"] : ["label"]))
    for image in digits.sequences.prefix(images) {
      let digit = String(Int(image.targets[image.timesteps - 1]))
      for video in 0..<videos {
        let path = path(&random)
        for (corner, next) in zip(path, path.dropFirst()) {
          file.add(
            ["\(image.id) \(video)"] + frame(of: image, at: corner)
              + (tellsPlace ? next.map { "\($0)" } : [digit]))
        }
      }
    }
    return file
  }

  /// The places of the corner, `(x, y)`, in each frame and the one after.
  private func path(_ random: inout RandomSource) -> [[Int]] {
    var corner = [0, 1].map { _ in
      Self.places.lowerBound + Int(random.uniform() * Double(Self.places.count))
    }
    var speed = [0, 0]
    while speed == [0, 0] {
      speed = speed.map { _ in Int(random.uniform() * 3) - 1 }
    }
    return (0...frames).map { _ in
      defer {
        for axis in 0..<2 {
          if !Self.places.contains(corner[axis] + speed[axis]) {
            speed[axis].negate()
          }
          corner[axis] += speed[axis]
        }
      }
      return corner
    }
  }

  private func frame(of digit: DataSequence, at corner: [Int]) -> [String] {
    (0..<Self.window).flatMap { y in
      (0..<Self.window).map { x in
        let (row, column) = (y - corner[1], x - corner[0])
        guard (0..<Self.image).contains(row), (0..<Self.image).contains(column)
        else { return "0" }
        return "\(Int(digit.features[row * Self.image + column]))"
      }
    }
  }

  func baselines(_ folder: DataFolder) throws -> [Baseline] {
    try [("one frame", 1), ("the last two frames", 2)].map { name, window in
      Baseline(
        "feed-forward on \(name)",
        try FeedForward(
          hiddenSize: 64, window: window, epochs: epochs, seed: seed
        ).score(folder))
    }
  }
}
