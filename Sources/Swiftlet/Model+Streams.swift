import SwiftletFormat

extension Model {
  /// Starts streams that step together, with a state of zeros each.
  ///
  /// - Parameter count: How many, not negative.
  public func makeStreams(_ count: Int) -> Streams { Streams(self, count) }

  /// Running instances of a model that step together, for a server: their
  /// weights are read once for many streams, which takes less time the larger
  /// the model is.
  ///
  /// Each gives the bits that a ``Stream`` gives. They have one owner, and their
  /// steps follow each other.
  public struct Streams: ~Copyable {
    /// The model that runs.
    public let model: Model
    private let running: QuantizedStreams

    fileprivate init(_ model: Model, _ count: Int) {
      self.model = model
      running = QuantizedStreams(model.quantized, count: count)
    }

    /// How many there are; their numbers are `0..<count`.
    public var count: Int { running.streams.count }

    /// Runs one timestep of each stream.
    ///
    /// - Parameter values: `(count)` timesteps, each with one value a feature
    ///   in the data's units; NaN is a gap.
    /// - Returns: Of each stream the predicted values in the data's units, or a
    ///   logit a class.
    /// - Throws: ``ModelError`` when a number of values is wrong, the model
    ///   refuses gaps and there is one, or a symbol is not in the vocabulary;
    ///   all states are then as before.
    public mutating func step(
      _ values: [[Double]]
    ) throws(ModelError) -> [[Double]] {
      guard values.count == count else {
        throw ModelError(
          "a step of \(count) streams takes \(count) timesteps, not "
            + "\(values.count)")
      }
      return try step(Array(values.indices), values)
    }

    /// Runs one timestep of each of some streams.
    ///
    /// - Parameters:
    ///   - numbers: The streams' numbers, in any order, each once.
    ///   - values: A timestep for each of them, as for all.
    /// - Returns: As for all.
    /// - Throws: ``ModelError``, as for all, and when a number is out of range
    ///   or comes twice.
    public mutating func step(
      _ numbers: [Int], _ values: [[Double]]
    ) throws(ModelError) -> [[Double]] {
      let quantized = model.quantized
      for row in values where row.count != model.inputCount {
        throw ModelError(
          "a step takes \(model.inputCount) values, not \(row.count)")
      }
      let input = values.flatMap { row in
        row.indices.map { quantized.quantize(row[$0], input: $0) }
      }
      let size = model.outputCount
      var output = [Int16](repeating: 0, count: numbers.count * size)
      var span = output.mutableSpan
      try running.step(numbers, input.span, into: &span)
      return numbers.indices.map { row in
        (0..<size).map { quantized.read(output[row * size + $0], output: $0) }
      }
    }

    /// Runs one timestep of each of some streams on the network's own integers:
    /// nothing is allocated.
    ///
    /// - Parameters:
    ///   - numbers: The streams' numbers, in any order, each once.
    ///   - input: `(numbers.count, inputCount)`, the first stream's values
    ///     first, as ``Model/Input/int16(for:)`` gives them, or ``Model/gap``.
    ///   - output: `(numbers.count, outputCount)`, overwritten.
    /// - Throws: ``ModelError``, as for numbers, and when the number of outputs
    ///   is wrong; states and outputs are then as before.
    public mutating func step(
      _ numbers: some Collection<Int>, _ input: Span<Int16>,
      into output: inout MutableSpan<Int16>
    ) throws(ModelError) {
      try running.step(numbers, input, into: &output)
    }

    /// Sets the state of a stream back to zeros, as at the start.
    ///
    /// - Parameter number: Of the stream, in `0..<count`.
    public mutating func reset(_ number: Int) {
      running.streams[number].reset()
    }

    /// The state of a stream between two steps, to go on from later: a
    /// ``Stream`` of the model takes it too.
    ///
    /// - Parameter number: Of the stream, in `0..<count`.
    public func save(_ number: Int) -> [UInt8] {
      running.streams[number].save()
    }

    /// Goes on from a saved state.
    ///
    /// - Parameters:
    ///   - number: Of the stream, in `0..<count`.
    ///   - snapshot: What ``save(_:)`` gave, or a ``Stream`` of the model.
    /// - Throws: ``ModelError`` when it is another model's or damaged; the
    ///   state is then as before.
    public mutating func restore(
      _ number: Int, _ snapshot: [UInt8]
    ) throws(ModelError) {
      try running.streams[number].restore(snapshot)
    }
  }
}

// Nobody else holds the memory that the streams own.
extension Model.Streams: @unchecked Sendable {}
