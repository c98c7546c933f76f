import Foundation
import SwiftletCells
import SwiftletDatasets
import SwiftletFormat
import SwiftletImporting

/// Which steps of a test part a model tells rightly.
struct ModelScore {
  /// For each sequence, the steps that have a class, and whether the model
  /// tells it.
  private let answers: [[(step: Int, isRight: Bool)]]
  private let ids: [String]

  /// Runs a model's file, float or quantized.
  ///
  /// - Throws: what reading a model and running it throws.
  init(_ folder: DataFolder, model path: String) throws {
    ids = folder.test.sequences.map(\.id)
    let answer = try Self.stream(URL(fileURLWithPath: path))
    answers = try folder.test.sequences.map { sequence in
      let outputs = try (0..<sequence.timesteps).map {
        try answer(sequence.features(at: $0), $0 == 0)
      }
      return sequence.labels.map { ($0, outputs[$0].largestIndex == $1) }
    }
  }

  /// The share of sequences in which every class is told.
  var exact: Double {
    answers.map { $0.allSatisfy(\.isRight) }.share
  }

  /// The accuracy of each sequence, by its id.
  var bySequence: [(id: String, share: Double)] {
    zip(ids, answers).map { ($0, $1.map(\.isRight).share) }
  }

  /// Whether the last class of each sequence is told, by its id.
  var lastOfSequence: [(id: String, share: Double)] {
    zip(ids, answers).map { ($0, $1.suffix(1).map(\.isRight).share) }
  }

  /// The accuracy at each step of a sequence, from the first on.
  var byStep: [Double] {
    let all = answers.joined()
    let last = all.map(\.step).max() ?? -1
    return (0..<last + 1).map { step in
      all.filter { $0.step == step }.map(\.isRight).share
    }
  }

  /// A stream: takes features, and whether they are a sequence's first.
  private static func stream(
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
