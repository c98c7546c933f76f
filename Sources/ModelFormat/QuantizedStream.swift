import CSwiftlet
import SwiftletRuntime

/// A stream of a model on the host: the runtime's own step, with memory of its
/// own.
public final class QuantizedStream {
  /// The model that runs.
  public let model: QuantizedModel
  /// What a step takes and gives.
  public let inputCount, outputCount: Int
  private let arena: UnsafeMutableRawBufferPointer
  private var stream = swiftlet_stream()
  private var handle: swiftlet_model

  /// Starts a stream with a state of zeros.
  public init(_ model: QuantizedModel) {
    self.model = model
    handle = model.handle
    inputCount = model.inputCount
    outputCount = model.outputCount
    arena = .allocate(
      byteCount: swiftlet_arena_size(&handle), alignment: 16)
    let status = swiftlet_start(
      &stream, &handle, arena.baseAddress, arena.count)
    assert(status == SWIFTLET_OK, "an opened model always starts")
  }

  deinit { arena.deallocate() }

  /// Sets the state back to zeros.
  public func reset() { _ = swiftlet_reset(&stream) }

  /// Runs one timestep on int16 values.
  ///
  /// - Parameter input: `(inputCount)`, as `quantize` gives them, or
  ///   `QuantizedStream.gap`.
  /// - Returns: `(outputCount)`.
  /// - Throws: `ModelError` when the count is wrong, a gap is refused or a
  ///   symbol is out of range; the state is then as before.
  public func step(_ input: [Int16]) throws -> [Int16] {
    var output = [Int16](repeating: 0, count: outputCount)
    let status = swiftlet_step(
      &stream, input, input.count, &output, output.count)
    guard status == SWIFTLET_OK else { throw stepError(status, input) }
    return output
  }

  /// A missing input.
  public static var gap: Int16 { .min }

  /// The int16 values of a timestep in the data's units.
  ///
  /// - Parameter values: `(inputCount)`; NaN is a gap.
  public func quantize(_ values: [Double]) -> [Int16] {
    values.enumerated().map { index, value in
      guard !value.isNaN else { return QuantizedStream.gap }
      let bits = swiftlet_input_fraction_bits(&handle, index)
      let raw =
        (value * Double(sign: .plus, exponent: Int(bits), significand: 1))
        .rounded()
      return swiftlet_quantize_input(&handle, index, Int32(clamping: raw))
    }
  }

  /// Outputs in the data's units, or logits.
  ///
  /// - Parameter output: `(outputCount)`, as `step` gives them.
  public func read(_ output: [Int16]) -> [Double] {
    output.enumerated().map { index, value in
      let bits = swiftlet_output_fraction_bits(&handle, index)
      let raw = swiftlet_read_output(&handle, index, value)
      return Double(raw)
        * Double(sign: .plus, exponent: -Int(bits), significand: 1)
    }
  }

  /// The state between two steps, to go on from later.
  public func save() -> [UInt8] {
    var snapshot = [UInt8](
      repeating: 0, count: swiftlet_snapshot_size(&handle))
    let status = swiftlet_save(&stream, &snapshot, snapshot.count)
    assert(status == SWIFTLET_OK, "the snapshot has its full size")
    return snapshot
  }

  /// Goes on from a saved state.
  ///
  /// - Throws: `ModelError` when the snapshot is another model's or damaged;
  ///   the state is then as before.
  public func restore(_ snapshot: [UInt8]) throws {
    let status = swiftlet_restore(&stream, snapshot, snapshot.count)
    guard status == SWIFTLET_OK else {
      throw ModelError("the snapshot is another model's, or damaged")
    }
  }

  private func stepError(
    _ status: swiftlet_status, _ input: [Int16]
  ) -> ModelError {
    switch status {
    case SWIFTLET_COUNT_MISMATCH:
      ModelError("a step takes \(inputCount) values, not \(input.count)")
    case SWIFTLET_GAP_REFUSED:
      ModelError(
        "a value is missing and the model refuses gaps; quantize it with "
          + "another gap policy")
    default:
      ModelError("the symbol \(input[0]) is not in the model's vocabulary")
    }
  }
}

extension Int32 {
  /// The nearest Int32, the ends for values beyond; `value` is not NaN.
  fileprivate init(clamping value: Double) {
    self.init(Swift.max(-2_147_483_648, Swift.min(2_147_483_647, value)))
  }
}
