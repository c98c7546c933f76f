import SwiftletRuntime
import SwiftletCells
import SwiftletFormat

/// The timesteps of sequences one after the other, over and over: a stream
/// that is never reset.
struct LongStream {
  private let sequences: [DataSequence]
  private var sequence = 0
  private var timestep = 0

  /// A stream that begins `offset` timesteps into the first round.
  init(_ sequences: [DataSequence], offset: Int = 0) {
    self.sequences = sequences
    var left = offset
    while left >= sequences[sequence].timesteps {
      left -= sequences[sequence].timesteps
      sequence = (sequence + 1) % sequences.count
    }
    timestep = left
  }

  /// The features of the next timestep, in the data's units.
  mutating func next() -> [Double] {
    defer {
      timestep += 1
      if timestep == sequences[sequence].timesteps {
        timestep = 0
        sequence = (sequence + 1) % sequences.count
      }
    }
    return sequences[sequence].features(at: timestep)
  }
}

/// Eight long streams, as a network's integers take them: each begins at
/// another place of the data.
struct LaneInputs {
  private let converter: QuantizedStream
  private let holdsGaps: Bool
  private var streams: [LongStream]
  private var held: [[Int16]]

  /// - Parameter offset: where the first of the streams begins; the others
  ///   follow an eighth of the data apart, or all at the same place.
  init(
    _ model: QuantizedModel, _ sequences: [DataSequence], offset: Int = 0,
    spread: Bool = true
  ) {
    converter = QuantizedStream(model)
    holdsGaps = model.gapPolicy == .hold
    let steps = sequences.reduce(0) { $0 + $1.timesteps }
    streams = (0..<8).map {
      LongStream(
        sequences, offset: (offset + (spread ? $0 * steps / 8 : 0)) % steps)
    }
    held = Array(
      repeating: Array(repeating: 0, count: model.inputCount), count: 8)
  }

  /// The next timestep, `(inputCount)`.
  mutating func next() -> [SIMD8<Int16>] {
    for lane in 0..<8 {
      let values = converter.quantize(streams[lane].next())
      for (k, value) in values.enumerated() {
        let isGap = value == QuantizedStream.gap
        held[lane][k] = isGap ? (holdsGaps ? held[lane][k] : 0) : value
      }
    }
    return held[0].indices.map { k in SIMD8(held.map { $0[k] }) }
  }
}
