// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

public import CSwiftlet
internal import CSwiftletKernels

// The functions of swiftlet.h, which documents them: checks of the arguments,
// then the work itself. The compiler checks each against the header.

@c @implementation
public func swiftlet_open(
  _ model: UnsafeMutablePointer<swiftlet_model>?, _ data: UnsafeRawPointer?,
  _ data_size: Int
) -> swiftlet_status {
  open(model, data, data_size, validate)
}

@c @implementation
public func swiftlet_open_trusted(
  _ model: UnsafeMutablePointer<swiftlet_model>?, _ data: UnsafeRawPointer?,
  _ data_size: Int
) -> swiftlet_status {
  open(model, data, data_size, validateTrusted)
}

@inline(__always)
private func open(
  _ model: UnsafeMutablePointer<swiftlet_model>?, _ data: UnsafeRawPointer?,
  _ size: Int, _ check: (UnsafePointer<UInt8>, Int) -> swiftlet_status
) -> swiftlet_status {
  guard let model else { return SWIFTLET_NULL_ARGUMENT }
  model.pointee.bytes = nil
  guard let data else { return SWIFTLET_NULL_ARGUMENT }
  guard UInt(bitPattern: data) & 3 == 0 else { return SWIFTLET_MISALIGNED }
  let bytes = data.assumingMemoryBound(to: UInt8.self)
  // A size_t beyond Int is larger than any file: Int.max stands for it.
  let status = check(bytes, size < 0 ? Int.max : size)
  if status == SWIFTLET_OK { model.pointee.bytes = bytes }
  return status
}

@c @implementation
public func swiftlet_input_count(
  _ model: UnsafePointer<swiftlet_model>?
) -> Int {
  ModelView(opened: model)?.inputCount ?? 0
}

@c @implementation
public func swiftlet_output_count(
  _ model: UnsafePointer<swiftlet_model>?
) -> Int {
  ModelView(opened: model)?.outputCount ?? 0
}

@c @implementation
public func swiftlet_arena_size(
  _ model: UnsafePointer<swiftlet_model>?
) -> Int {
  ModelView(opened: model)?.arenaSize ?? 0
}

@c @implementation
public func swiftlet_state_size(
  _ model: UnsafePointer<swiftlet_model>?
) -> Int {
  ModelView(opened: model)?.stateSize ?? 0
}

@c @implementation
public func swiftlet_scratch_size(
  _ model: UnsafePointer<swiftlet_model>?
) -> Int {
  ModelView(opened: model)?.scratchSize ?? 0
}

@c @implementation
public func swiftlet_snapshot_size(
  _ model: UnsafePointer<swiftlet_model>?
) -> Int {
  guard let model = ModelView(opened: model) else { return 0 }
  return SnapshotLayout.headerSize &+ model.stateSize
}

@c @implementation
public func swiftlet_model_id(
  _ model: UnsafePointer<swiftlet_model>?
) -> UInt64 {
  guard let model = ModelView(opened: model) else { return 0 }
  return UInt64(model.headerChecksum) &<< 32 | UInt64(model.payloadChecksum)
}

@c @implementation
public func swiftlet_input_name(
  _ model: UnsafePointer<swiftlet_model>?, _ index: Int
) -> UnsafePointer<CChar>? {
  guard
    let model = ModelView(opened: model), 0..<model.inputCount ~= index
  else { return nil }
  return model.name(index)
}

@c @implementation
public func swiftlet_output_name(
  _ model: UnsafePointer<swiftlet_model>?, _ index: Int
) -> UnsafePointer<CChar>? {
  guard
    let model = ModelView(opened: model), 0..<model.outputCount ~= index
  else { return nil }
  return model.name(model.inputCount &+ index)
}

@c @implementation
public func swiftlet_input_fraction_bits(
  _ model: UnsafePointer<swiftlet_model>?, _ index: Int
) -> CUnsignedInt {
  CUnsignedInt(InputView(opened: model, index)?.fractionBits ?? 0)
}

@c @implementation
public func swiftlet_quantize_input(
  _ model: UnsafePointer<swiftlet_model>?, _ index: Int, _ value: Int32
) -> Int16 {
  InputView(opened: model, index)?.quantize(value) ?? 0
}

@c @implementation
public func swiftlet_output_fraction_bits(
  _ model: UnsafePointer<swiftlet_model>?, _ index: Int
) -> CUnsignedInt {
  CUnsignedInt(OutputView(opened: model, index)?.fractionBits ?? 0)
}

@c @implementation
public func swiftlet_read_output(
  _ model: UnsafePointer<swiftlet_model>?, _ index: Int, _ value: Int16
) -> Int32 {
  OutputView(opened: model, index)?.read(value) ?? 0
}

@c @implementation
public func swiftlet_largest_output(
  _ model: UnsafePointer<swiftlet_model>?, _ output: UnsafePointer<Int16>?
) -> Int {
  guard let model = ModelView(opened: model), let output else { return 0 }
  var largest = 0
  for index in 1..<max(model.outputCount, 1)
  where output[index] > output[largest] { largest = index }
  return largest
}

@c @implementation
public func swiftlet_start(
  _ stream: UnsafeMutablePointer<swiftlet_stream>?,
  _ model: UnsafePointer<swiftlet_model>?,
  _ arena: UnsafeMutableRawPointer?, _ arena_size: Int
) -> swiftlet_status {
  guard let stream else { return SWIFTLET_NULL_ARGUMENT }
  stream.pointee.bytes = nil
  stream.pointee.arena = nil
  guard let view = ModelView(opened: model), let arena else {
    return SWIFTLET_NULL_ARGUMENT
  }
  guard UInt(bitPattern: arena) & 3 == 0 else { return SWIFTLET_MISALIGNED }
  guard arena_size < 0 || arena_size >= view.arenaSize else {
    return SWIFTLET_ARENA_TOO_SMALL
  }
  stream.pointee.bytes = view.bytes
  stream.pointee.arena = arena.assumingMemoryBound(to: UInt8.self)
  Stream(model: view, arena: arena).reset()
  return SWIFTLET_OK
}

@c @implementation
public func swiftlet_reset(
  _ stream: UnsafeMutablePointer<swiftlet_stream>?
) -> swiftlet_status {
  guard let stream = Stream(started: stream) else {
    return SWIFTLET_NULL_ARGUMENT
  }
  stream.reset()
  return SWIFTLET_OK
}

@c @implementation
public func swiftlet_step(
  _ stream: UnsafeMutablePointer<swiftlet_stream>?,
  _ input: UnsafePointer<Int16>?, _ input_count: Int,
  _ output: UnsafeMutablePointer<Int16>?, _ output_count: Int
) -> swiftlet_status {
  guard let stream = Stream(started: stream), let input, let output else {
    return SWIFTLET_NULL_ARGUMENT
  }
  let count = stream.model.outputCount
  guard input_count == stream.model.inputCount, output_count == count else {
    return SWIFTLET_COUNT_MISMATCH
  }
  let status = stream.load(input)
  guard status == SWIFTLET_OK else { return status }
  let values = stream.step()
  Core.copy(values, to: output, count)
  return SWIFTLET_OK
}

@c @implementation
public func swiftlet_step_many(
  _ streams: UnsafePointer<UnsafeMutablePointer<swiftlet_stream>?>?,
  _ stream_count: Int,
  _ input: UnsafePointer<Int16>?, _ input_count: Int,
  _ output: UnsafeMutablePointer<Int16>?, _ output_count: Int
) -> swiftlet_status {
  guard stream_count != 0 else { return SWIFTLET_OK }
  guard stream_count > 0, let streams, let input, let output,
    let group = StreamGroup(started: streams, stream_count)
  else { return SWIFTLET_NULL_ARGUMENT }
  guard
    group.hasOneModel, input_count == group.model.inputCount,
    output_count == group.model.outputCount
  else { return SWIFTLET_COUNT_MISMATCH }
  let status = group.load(input)
  if status == SWIFTLET_OK { group.step(into: output) }
  return status
}

@c @implementation
public func swiftlet_step_missing(
  _ stream: UnsafeMutablePointer<swiftlet_stream>?,
  _ output: UnsafeMutablePointer<Int16>?, _ output_count: Int
) -> swiftlet_status {
  guard let stream = Stream(started: stream), let output else {
    return SWIFTLET_NULL_ARGUMENT
  }
  let count = stream.model.outputCount
  guard output_count == count else { return SWIFTLET_COUNT_MISMATCH }
  let status = stream.loadMissing()
  guard status == SWIFTLET_OK else { return status }
  let values = stream.step()
  Core.copy(values, to: output, count)
  return SWIFTLET_OK
}

// A stream whose step is begun has no arena until the step is done: other calls
// refuse it as one that was not started, without a word of code for it.

@c @implementation
public func swiftlet_step_begin(
  _ stream: UnsafeMutablePointer<swiftlet_stream>?,
  _ progress: UnsafeMutablePointer<swiftlet_progress>?,
  _ input: UnsafePointer<Int16>?, _ input_count: Int
) -> swiftlet_status {
  guard let running = Stream(started: stream), let progress, let input else {
    return SWIFTLET_NULL_ARGUMENT
  }
  // Known when the library is compiled.
  guard MemoryLayout<StepInParts>.size <= MemoryLayout<swiftlet_progress>.size
  else { return SWIFTLET_ARENA_TOO_SMALL }
  guard input_count == running.model.inputCount else {
    return SWIFTLET_COUNT_MISMATCH
  }
  let status = running.load(input)
  guard status == SWIFTLET_OK else { return status }
  UnsafeMutableRawPointer(progress)
    .assumingMemoryBound(to: StepInParts.self).pointee.begin(running)
  stream?.pointee.arena = nil
  return SWIFTLET_OK
}

@c @implementation
public func swiftlet_step_some(
  _ stream: UnsafeMutablePointer<swiftlet_stream>?,
  _ progress: UnsafeMutablePointer<swiftlet_progress>?, _ units: Int,
  _ output: UnsafeMutablePointer<Int16>?, _ output_count: Int
) -> swiftlet_status {
  guard isBusy(stream), let stream, let progress, let output else {
    return SWIFTLET_NULL_ARGUMENT
  }
  let step = UnsafeMutableRawPointer(progress)
    .assumingMemoryBound(to: StepInParts.self)
  let running = step.pointee.stream
  let count = running.model.outputCount
  guard output_count == count else { return SWIFTLET_COUNT_MISMATCH }
  guard step.pointee.run(units < 0 ? Int.max : units) else {
    return SWIFTLET_UNFINISHED
  }
  Core.copy(step.pointee.output, to: output, count)
  stream.pointee.arena = running.arena.assumingMemoryBound(to: UInt8.self)
  return SWIFTLET_OK
}

/// Whether a stream's step is begun and not done.
private func isBusy(_ stream: UnsafePointer<swiftlet_stream>?) -> Bool {
  stream?.pointee.bytes != nil && stream?.pointee.arena == nil
}

@c @implementation
public func swiftlet_save(
  _ stream: UnsafePointer<swiftlet_stream>?,
  _ snapshot: UnsafeMutableRawPointer?, _ snapshot_size: Int
) -> swiftlet_status {
  guard !isBusy(stream) else { return SWIFTLET_UNFINISHED }
  guard let stream = Stream(started: stream), let snapshot else {
    return SWIFTLET_NULL_ARGUMENT
  }
  guard snapshot_size < 0 || snapshot_size >= stream.snapshotSize else {
    return SWIFTLET_SNAPSHOT_TRUNCATED
  }
  stream.save(to: snapshot.assumingMemoryBound(to: UInt8.self))
  return SWIFTLET_OK
}

@c @implementation
public func swiftlet_restore(
  _ stream: UnsafeMutablePointer<swiftlet_stream>?,
  _ snapshot: UnsafeRawPointer?, _ snapshot_size: Int
) -> swiftlet_status {
  guard let stream = Stream(started: stream), let snapshot else {
    return SWIFTLET_NULL_ARGUMENT
  }
  let bytes = snapshot.assumingMemoryBound(to: UInt8.self)
  let size = snapshot_size < 0 ? Int.max : snapshot_size
  return stream.restore(from: bytes, size)
}

@c @implementation
public func swiftlet_self_test(
  _ model: UnsafePointer<swiftlet_model>?,
  _ arena: UnsafeMutableRawPointer?, _ arena_size: Int
) -> swiftlet_status {
  var stream = swiftlet_stream()
  let status = swiftlet_start(&stream, model, arena, arena_size)
  guard status == SWIFTLET_OK, let running = Stream(started: &stream) else {
    return status
  }
  return GoldenSteps(running.model).match(running)
    ? SWIFTLET_OK : SWIFTLET_SELF_TEST_FAILED
}

@c @implementation
public func swiftlet_check_some(
  _ model: UnsafePointer<swiftlet_model>?,
  _ check: UnsafeMutablePointer<swiftlet_check>?, _ byte_count: Int
) -> swiftlet_status {
  guard let model = ModelView(opened: model), let check else {
    return SWIFTLET_NULL_ARGUMENT
  }
  let count = byte_count < 0 ? Int.max : byte_count
  return check.pointee.advance(over: count, of: model)
}

@c @implementation
public func swiftlet_status_name(
  _ status: swiftlet_status
) -> UnsafePointer<CChar>? {
  let known = SWIFTLET_INVALID_SNAPSHOT.rawValue...SWIFTLET_UNFINISHED.rawValue
  let index = known ~= status.rawValue ? 1 &- status.rawValue : 19
  let names = UnsafeRawPointer(swiftlet_status_names())
  return text(names.assumingMemoryBound(to: UInt8.self), at: Int(index))
}
