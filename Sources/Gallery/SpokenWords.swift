import CSwiftletLogMel
import Foundation

/// Ten words, spoken by the voices of espeak-ng, as log-mel features of 50
/// frames a second: what `swiftlet_log_mel.h` gives, on a device as here.
///
/// The recordings lie in `recordings=FOLDER`, in `train` and `test`, each as
/// `WORD-ANYTHING.wav` of 16 bits, 22,050 Hz, one channel. Two samples become
/// one, by their mean.
struct SpokenWords: Story {
  static let name = "spoken_words"
  private static let (header, hop) = (44, 220)

  private let recordings: String?
  private let settings: Settings

  init(_ settings: Settings) {
    recordings = settings.text("recordings")
    self.settings = settings
  }

  func data() throws -> [CSVFile] {
    guard let recordings else {
      throw GalleryError("give recordings=FOLDER, with train and test")
    }
    return try ["train", "test"].map { part in
      let folder = URL(fileURLWithPath: recordings).appendingPathComponent(part)
      var file = CSVFile(
        part + ".csv",
        columns: ["seq"]
          + (0..<Int(SWIFTLET_LOG_MEL_BANDS)).map { "band\($0)" } + ["label"])
      let names = try FileManager.default.contentsOfDirectory(
        atPath: folder.path)
      for name in names.sorted() where name.hasSuffix(".wav") {
        let word = String(name.prefix { $0 != "-" })
        let bytes = try Data(contentsOf: folder.appendingPathComponent(name))
        for frame in Self.frames(Self.samples(Array(bytes))) {
          file.add([name] + frame.map { "\($0)" } + [word])
        }
      }
      return file
    }
  }

  /// The samples of a recording, at half its rate.
  private static func samples(_ bytes: [UInt8]) -> [Int16] {
    let sample = { (place: Int) in
      Int(
        Int16(bitPattern: UInt16(bytes[place]) | UInt16(bytes[place + 1]) << 8))
    }
    return stride(from: header, to: bytes.count - 3, by: 4).map {
      Int16((sample($0) + sample($0 + 2)) / 2)
    }
  }

  private static func frames(_ samples: [Int16]) -> [[Int16]] {
    let size = Int(SWIFTLET_LOG_MEL_FRAME)
    var work = [Int32](repeating: 0, count: 2 * size)
    return stride(from: 0, through: samples.count - size, by: hop).map {
      first in
      var features = [Int16](
        repeating: 0, count: Int(SWIFTLET_LOG_MEL_BANDS))
      swiftlet_log_mel(
        Array(samples[first..<first + size]), &work, &features)
      return features
    }
  }

  func baselines(_ folder: DataFolder) throws -> [Baseline] {
    let network = FeedForward(
      hiddenSize: 64,
      epochs: try settings.count("epochs", default: 40, in: 1...1000),
      seed: try settings.seed())
    return [
      Baseline(
        "feed-forward on a frame, all frames vote", try network.vote(folder))
    ]
  }
}
