import CSwiftlet
import Foundation
import SwiftletRuntime

/// A model in memory of its own, used by the calls of a device.
struct DeviceUse {
  private let bytes: Data

  init(_ bytes: Data) { self.bytes = bytes }

  /// Opens the model and calls all there is; nothing of what is refused.
  func run() {
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(bytes.count, 1), alignment: 16)
    defer { memory.deallocate() }
    memory.copyBytes(from: bytes)
    var model = swiftlet_model()
    guard
      swiftlet_open(&model, memory.baseAddress, bytes.count) == SWIFTLET_OK,
      swiftlet_open_trusted(&model, memory.baseAddress, bytes.count)
        == SWIFTLET_OK
    else { return }
    let size = swiftlet_arena_size(&model)
    guard size < 1 << 24 else { return }
    let arena = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(size, 1), alignment: 16)
    defer { arena.deallocate() }
    convert(&model)
    var check = swiftlet_check()
    while swiftlet_check_some(&model, &check, 500) == SWIFTLET_UNFINISHED {}
    for level in kernelLevels { step(&model, arena, level) }
    for level in kernelLevels { stepTogether(&model, level) }
    stepInParts(&model, arena)
    misuse(&model, arena)
    useNothing(&model, arena)
    _ = swiftlet_self_test(&model, arena.baseAddress, arena.count)
  }

  private func convert(_ model: inout swiftlet_model) {
    for index in 0..<swiftlet_input_count(&model) {
      _ = swiftlet_input_name(&model, index)
      _ = swiftlet_input_fraction_bits(&model, index)
      _ = swiftlet_quantize_input(&model, index, .min)
    }
    for index in 0..<swiftlet_output_count(&model) {
      _ = swiftlet_output_name(&model, index)
      _ = swiftlet_output_fraction_bits(&model, index)
      _ = swiftlet_read_output(&model, index, .max)
    }
  }

  /// Steps by the kernels of one level, and from a snapshot.
  private func step(
    _ model: inout swiftlet_model, _ arena: UnsafeMutableRawBufferPointer,
    _ level: Int32
  ) {
    var (stream, random) = (swiftlet_stream(), Randomness(seed: 7))
    var output = [Int16](repeating: 0, count: swiftlet_output_count(&model))
    var snapshot = [UInt8](
      repeating: 0, count: swiftlet_snapshot_size(&model))
    succeed(
      swiftlet_start(&stream, &model, arena.baseAddress, arena.count))
    for _ in 0..<4 {
      _ = SwiftletRuntime.step(
        &stream, random.inputs(swiftlet_input_count(&model)), &output,
        level: level)
      succeed(swiftlet_save(&stream, &snapshot, snapshot.count))
      _ = swiftlet_step_missing(&stream, &output, output.count)
      succeed(swiftlet_restore(&stream, snapshot, snapshot.count))
    }
    _ = swiftlet_largest_output(&model, output)
    _ = swiftlet_reset(&stream)
  }

  /// Steps of streams together, by the kernels of one level.
  private func stepTogether(_ model: inout swiftlet_model, _ level: Int32) {
    let (count, size) = (3, swiftlet_arena_size(&model))
    let arenas = (0..<count).map { _ in
      UnsafeMutableRawBufferPointer.allocate(
        byteCount: max(size, 1), alignment: 16)
    }
    defer { arenas.forEach { $0.deallocate() } }
    let streams = arenas.map { arena in
      let stream = UnsafeMutablePointer<swiftlet_stream>.allocate(capacity: 1)
      succeed(swiftlet_start(stream, &model, arena.baseAddress, arena.count))
      return Optional(stream)
    }
    defer { streams.forEach { $0?.deallocate() } }
    var random = Randomness(seed: 9)
    var output = [Int16](
      repeating: 0, count: count * swiftlet_output_count(&model))
    for _ in 0..<2 {
      let input = random.inputs(count * swiftlet_input_count(&model))
      _ = SwiftletRuntime.stepMany(
        streams, count, input, &output, level: level, sharesAll: true)
    }
  }

  private func stepInParts(
    _ model: inout swiftlet_model, _ arena: UnsafeMutableRawBufferPointer
  ) {
    var (stream, random) = (swiftlet_stream(), Randomness(seed: 8))
    let progress = UnsafeMutablePointer<swiftlet_progress>.allocate(capacity: 1)
    defer { progress.deallocate() }
    let input = random.inputs(swiftlet_input_count(&model))
    var output = [Int16](repeating: 0, count: swiftlet_output_count(&model))
    succeed(
      swiftlet_start(&stream, &model, arena.baseAddress, arena.count))
    guard
      swiftlet_step_begin(&stream, progress, input, input.count) == SWIFTLET_OK
    else { return }
    while swiftlet_step_some(&stream, progress, 8, &output, output.count)
      == SWIFTLET_UNFINISHED
    {}
  }

  /// Calls that have a status and change nothing.
  private func misuse(
    _ model: inout swiftlet_model, _ arena: UnsafeMutableRawBufferPointer
  ) {
    var (stream, check) = (swiftlet_stream(), swiftlet_check())
    var (progress, value) = (swiftlet_progress(), Int16(0))
    let input: [Int16] = [0]
    for _ in 0..<2 {
      _ = swiftlet_reset(&stream)
      _ = swiftlet_step(&stream, input, 0, &value, 0)
      _ = swiftlet_step_many(nil, 1, input, 0, &value, 0)
      _ = swiftlet_step_missing(&stream, &value, 0)
      _ = swiftlet_step_begin(&stream, &progress, input, 0)
      _ = swiftlet_step_some(&stream, &progress, 1, &value, 0)
      _ = swiftlet_save(&stream, nil, 0)
      _ = swiftlet_restore(&stream, nil, 0)
      _ = swiftlet_start(&stream, &model, arena.baseAddress, arena.count)
    }
    _ = swiftlet_save(&stream, arena.baseAddress, 0)
    _ = swiftlet_start(&stream, &model, nil, arena.count)
    _ = swiftlet_start(&stream, &model, arena.baseAddress, arena.count - 1)
    _ = swiftlet_check_some(nil, &check, 1)
    _ = swiftlet_self_test(&model, arena.baseAddress, 0)
    _ = swiftlet_status_name(SWIFTLET_OK)
  }

  /// Calls without a model, or with what a model has not.
  private func useNothing(
    _ model: inout swiftlet_model, _ arena: UnsafeMutableRawBufferPointer
  ) {
    var (none, stream) = (swiftlet_model(), swiftlet_stream())
    let odd = arena.baseAddress.map { $0 + 1 }
    _ = swiftlet_open(nil, nil, 0)
    _ = swiftlet_open(&none, nil, 0)
    _ = swiftlet_open(&none, odd, -1)
    _ = (swiftlet_input_count(nil), swiftlet_output_count(nil))
    _ = (swiftlet_arena_size(nil), swiftlet_state_size(&none))
    _ = (swiftlet_scratch_size(nil), swiftlet_snapshot_size(nil))
    _ = (swiftlet_model_id(nil), swiftlet_model_id(&model))
    _ = (swiftlet_input_name(&model, -1), swiftlet_output_name(&model, -1))
    _ = swiftlet_input_fraction_bits(&model, -1)
    _ = swiftlet_output_fraction_bits(&model, -1)
    _ = swiftlet_quantize_input(&model, -1, 0)
    _ = swiftlet_read_output(&model, -1, 0)
    _ = swiftlet_largest_output(nil, nil)
    _ = swiftlet_start(nil, nil, nil, 0)
    _ = swiftlet_start(&stream, nil, nil, 0)
    _ = swiftlet_start(&stream, &model, odd, -1)
    _ = swiftlet_step_begin(nil, nil, nil, 0)
    _ = swiftlet_status_name(swiftlet_status(rawValue: 1000))
  }

  /// An accepted model starts, is saved and restored: all else ends the
  /// program.
  private func succeed(_ status: swiftlet_status) {
    precondition(status == SWIFTLET_OK, "status \(status.rawValue)")
  }
}

extension Randomness {
  /// Values of which some are small, as symbols are, and some are gaps.
  fileprivate mutating func inputs(_ count: Int) -> [Int16] {
    let areSymbols = below(2) == 0
    return (0..<count).map { _ in
      areSymbols ? Int16(below(6)) : Int16(truncatingIfNeeded: next())
    }
  }
}
