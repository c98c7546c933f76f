import Foundation
import SwiftletCells
import SwiftletDatasets
import SwiftletFormat
import SwiftletImporting

/// The share of sequences in which a model tells the class of every step that
/// has one.
enum ExactScore {
  /// The share of a model's file, float or quantized.
  ///
  /// - Throws: `GalleryError`, and what reading a model throws.
  static func share(_ folder: DataFolder, model path: String) throws -> Double {
    let step = try answers(URL(fileURLWithPath: path))
    return try folder.test.sequences.map { sequence in
      var isRight = true
      for index in 0..<sequence.timesteps {
        let outputs = try step(sequence.features(at: index), index == 0)
        let label = sequence.targets[index]
        isRight =
          isRight && (label.isNaN || outputs.largestIndex == Int(label))
      }
      return isRight
    }.share
  }

  /// A stream: takes features, and whether they are a sequence's first.
  private static func answers(
    _ file: URL
  ) throws -> ([Double], Bool) throws -> [Double] {
    if file.pathExtension == "safetensors" {
      var stream = FloatStream(try FloatModel(contentsOf: file))
      return { features, isFirst in
        if isFirst { stream.reset() }
        return try stream.step(features)
      }
    }
    let stream = QuantizedStream(try QuantizedModel(contentsOf: file))
    return { features, isFirst in
      if isFirst { stream.reset() }
      return stream.read(try stream.step(stream.quantize(features)))
    }
  }
}
