import CSwiftlet
import SwiftletRuntime

/// Streams of a model on the host that step together: the runtime's own step,
/// with memory of their own.
public final class QuantizedStreams {
  /// The model that runs.
  public let model: QuantizedModel
  /// The streams by their numbers, from 0.
  public let streams: [QuantizedStream]
  /// Those that step, as the runtime takes them, and which these are.
  private let stepping:
    UnsafeMutableBufferPointer<UnsafeMutablePointer<swiftlet_stream>?>
  private let isStepping: UnsafeMutableBufferPointer<Bool>

  /// Starts streams with a state of zeros.
  ///
  /// - Parameter count: How many, not negative.
  public init(_ model: QuantizedModel, count: Int) {
    self.model = model
    streams = (0..<count).map { _ in QuantizedStream(model) }
    stepping = .allocate(capacity: count)
    stepping.initialize(repeating: nil)
    isStepping = .allocate(capacity: count)
    isStepping.initialize(repeating: false)
  }

  deinit {
    stepping.deallocate()
    isStepping.deallocate()
  }

  /// Runs one timestep of each of some streams on int16 values, in memory of
  /// the caller: nothing is allocated, and each gives the bits that it gives
  /// alone.
  ///
  /// - Parameters:
  ///   - numbers: Of the streams, in any order, each once.
  ///   - input: `(numbers.count, inputCount)`, a stream's values as for a step
  ///     of it alone.
  ///   - output: `(numbers.count, outputCount)`, overwritten.
  /// - Throws: `ModelError` when a number is out of range or comes twice, a
  ///   count is wrong, a gap is refused or a symbol is out of range; all states
  ///   and outputs are then as before.
  public func step(
    _ numbers: some Collection<Int>, _ input: Span<Int16>,
    into output: inout MutableSpan<Int16>
  ) throws(ModelError) {
    let count = try choose(numbers)
    let (inputs, outputs) = (model.inputCount, model.outputCount)
    guard input.count == count * inputs else {
      throw ModelError(
        "a step of \(count) streams takes \(count * inputs) values, not "
          + "\(input.count)")
    }
    guard output.count == count * outputs else {
      throw ModelError(
        "a step of \(count) streams gives \(count * outputs) values, not "
          + "\(output.count)")
    }
    let status = input.withUnsafeBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        swiftlet_step_many(
          stepping.baseAddress, count, input.baseAddress, inputs,
          output.baseAddress, outputs)
      }
    }
    if status != SWIFTLET_OK { throw refusal(of: input) }
  }

  /// Notes the streams that step, and gives how many they are.
  private func choose(
    _ numbers: some Collection<Int>
  ) throws(ModelError) -> Int {
    var count = 0
    defer {
      for number in numbers.prefix(count) { isStepping[number] = false }
    }
    for number in numbers {
      guard streams.indices.contains(number) else {
        throw ModelError(
          "there is no stream \(number); \(streams.count) have numbers from 0")
      }
      guard !isStepping[number] else {
        throw ModelError(
          "stream \(number) comes twice; a step takes each stream once")
      }
      isStepping[number] = true
      stepping[count] = streams[number].stream
      count += 1
    }
    return count
  }

  /// Why an input is refused: what a stream says of the first row that it
  /// refuses.
  private func refusal(of input: Span<Int16>) -> ModelError {
    let stream = QuantizedStream(model)
    let size = model.inputCount
    var output = [Int16](repeating: 0, count: model.outputCount)
    for first in stride(from: 0, to: input.count, by: size) {
      var values = output.mutableSpan
      do throws(ModelError) {
        try stream.step(
          input.extracting(first..<first + size), into: &values)
      } catch {
        return error
      }
    }
    return ModelError("the step is refused")
  }
}
