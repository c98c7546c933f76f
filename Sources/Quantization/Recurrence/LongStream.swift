import SwiftletCells
import SwiftletFormat
import SwiftletRuntime

/// The timesteps of sequences one after the other, over and over: a stream
/// that is never reset.
struct LongStream {
  private let sequences: [DataSequence]
  private var sequence = 0
  private var timestep = 0

  /// A stream that begins `offset` timesteps into the first round, through
  /// sequences none of which is empty.
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
  private var streams: [LongStream]
  private var gaps: [GapFill<Int16>]
  /// The streams whose state is reset before the timestep that `next` gave.
  private(set) var resets = SIMDMask<SIMD8<Int16>>(repeating: false)

  /// - Parameter offset: where the first of the streams begins; the others
  ///   follow an eighth of the data apart, or all at the same place.
  init(
    _ model: QuantizedModel, _ sequences: [DataSequence], offset: Int = 0,
    spread: Bool = true
  ) {
    converter = QuantizedStream(model)
    let steps = sequences.reduce(0) { $0 + $1.timesteps }
    streams = (0..<8).map {
      LongStream(
        sequences, offset: (offset + (spread ? $0 * steps / 8 : 0)) % steps)
    }
    gaps = Array(
      repeating: GapFill(model.gapPolicy, inputCount: model.inputCount),
      count: 8)
  }

  /// The next timestep, `(inputCount)`.
  ///
  /// - Throws: `GapError` when the model refuses gaps and there is one.
  mutating func next() throws(GapError) -> [SIMD8<Int16>] {
    var inputs = Array(
      repeating: SIMD8<Int16>.zero, count: converter.inputCount)
    for lane in 0..<8 {
      var values = converter.quantize(streams[lane].next())
      resets[lane] = try gaps[lane].fill(&values)
      for (k, value) in values.enumerated() { inputs[k][lane] = value }
    }
    return inputs
  }
}
