package import CSwiftlet
import SwiftletRuntime

/// A stream of a model on the host: the runtime's own step, with memory of its
/// own.
public final class QuantizedStream {
  /// The model that runs.
  public let model: QuantizedModel
  /// What a step takes and gives.
  public let inputCount, outputCount: Int
  private let arena: UnsafeMutableRawBufferPointer
  /// The runtime's own handle.
  package let stream: UnsafeMutablePointer<swiftlet_stream>
  private var handle: swiftlet_model
  /// The integers of a step in the data's units.
  private let input, output: UnsafeMutableBufferPointer<Int16>

  /// Starts a stream with a state of zeros.
  public init(_ model: QuantizedModel) {
    self.model = model
    handle = model.handle
    inputCount = model.inputCount
    outputCount = model.outputCount
    input = .allocate(capacity: inputCount)
    output = .allocate(capacity: outputCount)
    input.initialize(repeating: 0)
    output.initialize(repeating: 0)
    stream = .allocate(capacity: 1)
    stream.initialize(to: swiftlet_stream())
    arena = .allocate(
      byteCount: swiftlet_arena_size(&handle), alignment: 16)
    let status = swiftlet_start(
      stream, &handle, arena.baseAddress, arena.count)
    assert(status == SWIFTLET_OK, "an opened model always starts")
  }

  deinit {
    stream.deallocate()
    input.deallocate()
    output.deallocate()
    arena.deallocate()
  }

  /// Sets the state back to zeros.
  public func reset() { _ = swiftlet_reset(stream) }

  /// Runs one timestep on int16 values.
  ///
  /// - Parameter input: `(inputCount)`, as `quantize` gives them, or
  ///   `QuantizedStream.gap`.
  /// - Returns: `(outputCount)`.
  /// - Throws: `ModelError` when the count is wrong, a gap is refused or a
  ///   symbol is out of range; the state is then as before.
  public func step(_ input: [Int16]) throws(ModelError) -> [Int16] {
    var output = [Int16](repeating: 0, count: outputCount)
    var values = output.mutableSpan
    try step(input.span, into: &values)
    return output
  }

  /// Runs one timestep on int16 values, in memory of the caller: nothing is
  /// allocated.
  ///
  /// - Parameters:
  ///   - input: `(inputCount)`, as for the step on arrays.
  ///   - output: `(outputCount)`, overwritten.
  /// - Throws: `ModelError` when a count is wrong, a gap is refused or a
  ///   symbol is out of range; state and output are then as before.
  public func step(
    _ input: Span<Int16>, into output: inout MutableSpan<Int16>
  ) throws(ModelError) {
    let status = input.withUnsafeBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        swiftlet_step(
          stream, input.baseAddress, input.count, output.baseAddress,
          output.count)
      }
    }
    guard status == SWIFTLET_OK else {
      throw stepError(status, input, outputs: output.count)
    }
  }

  /// Runs one timestep of which nothing is known: every input is a gap.
  ///
  /// - Returns: `(outputCount)`.
  /// - Throws: `ModelError` when the model refuses gaps; the state is then as
  ///   before.
  public func stepMissing() throws(ModelError) -> [Int16] {
    var output = [Int16](repeating: 0, count: outputCount)
    var values = output.mutableSpan
    try stepMissing(into: &values)
    return output
  }

  /// The same in memory of the caller: nothing is allocated.
  ///
  /// - Parameter output: `(outputCount)`, overwritten.
  /// - Throws: `ModelError` as above, and when the count is wrong.
  public func stepMissing(
    into output: inout MutableSpan<Int16>
  ) throws(ModelError) {
    let status = output.withUnsafeMutableBufferPointer { output in
      swiftlet_step_missing(stream, output.baseAddress, output.count)
    }
    guard status == SWIFTLET_OK else {
      throw status == SWIFTLET_GAP_REFUSED
        ? .refusedGap
        : ModelError(
          "a step gives \(outputCount) values, not \(output.count)")
    }
  }

  /// Runs one timestep in the data's units.
  ///
  /// - Parameters:
  ///   - values: `(inputCount)`; NaN is a gap.
  ///   - outputs: `(outputCount)` afterwards, in the data's units, or logits;
  ///     memory of that size is used again.
  /// - Throws: `ModelError`, as for integers.
  package func step(
    _ values: [Double], into outputs: inout [Double]
  ) throws(ModelError) {
    guard values.count == inputCount else {
      throw stepError(
        SWIFTLET_COUNT_MISMATCH, quantize(values).span, outputs: outputCount)
    }
    for index in values.indices {
      input[index] = model.quantize(values[index], input: index)
    }
    let status = swiftlet_step(
      stream, input.baseAddress, input.count, output.baseAddress,
      output.count)
    guard status == SWIFTLET_OK else {
      throw stepError(status, Array(input).span, outputs: output.count)
    }
    if outputs.count != outputCount {
      outputs = Array(repeating: 0, count: outputCount)
    }
    for index in outputs.indices {
      outputs[index] = model.read(output[index], output: index)
    }
  }

  /// A missing input.
  public static var gap: Int16 { QuantizedModel.gap }

  /// The int16 values of a timestep in the data's units.
  ///
  /// - Parameter values: `(inputCount)`; NaN is a gap.
  public func quantize(_ values: [Double]) -> [Int16] {
    values.indices.map { model.quantize(values[$0], input: $0) }
  }

  /// Outputs in the data's units, or logits.
  ///
  /// - Parameter output: `(outputCount)`, as `step` gives them.
  public func read(_ output: [Int16]) -> [Double] {
    output.indices.map { model.read(output[$0], output: $0) }
  }

  /// The state between two steps, to go on from later.
  public func save() -> [UInt8] {
    var snapshot = [UInt8](
      repeating: 0, count: swiftlet_snapshot_size(&handle))
    let status = swiftlet_save(stream, &snapshot, snapshot.count)
    assert(status == SWIFTLET_OK, "the snapshot has its full size")
    return snapshot
  }

  /// Goes on from a saved state.
  ///
  /// - Throws: `ModelError` when the snapshot is another model's or damaged;
  ///   the state is then as before.
  public func restore(_ snapshot: [UInt8]) throws(ModelError) {
    let status = swiftlet_restore(stream, snapshot, snapshot.count)
    guard status == SWIFTLET_OK else {
      throw ModelError(
        status == SWIFTLET_SNAPSHOT_TRUNCATED
          ? "the snapshot is cut short"
          : "the snapshot is another model's, or damaged")
    }
  }

  private func stepError(
    _ status: swiftlet_status, _ input: Span<Int16>, outputs: Int
  ) -> ModelError {
    if input.count != inputCount {
      ModelError("a step takes \(inputCount) values, not \(input.count)")
    } else if outputs != outputCount {
      ModelError("a step gives \(outputCount) values, not \(outputs)")
    } else if status == SWIFTLET_GAP_REFUSED {
      .refusedGap
    } else {
      ModelError(
        "the symbol \(input[0]) is not in the model's vocabulary; give one of "
          + "those that it was trained on")
    }
  }
}

extension ModelError {
  fileprivate static var refusedGap: ModelError {
    ModelError(
      "a value is missing and the model refuses gaps; quantize it with "
        + "another gap policy")
  }
}
