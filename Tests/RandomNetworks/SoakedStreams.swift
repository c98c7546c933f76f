import CSwiftlet
package import SwiftletFormat

/// The streams of a soak, by the calls of swiftlet.h.
package final class SoakedStreams {
  private let model: QuantizedModel
  private let arenas: [UnsafeMutableRawBufferPointer]
  private var streams: [swiftlet_stream] = []
  private var saved: [UInt8]
  private var hasSaved = false
  private var output: [Int16]

  /// Starts the streams.
  package init(_ model: QuantizedModel) {
    self.model = model
    var handle = model.handle
    let size = swiftlet_arena_size(&handle)
    arenas = (0..<Soak.streamCount).map { _ in
      .allocate(byteCount: size, alignment: 16)
    }
    saved = Array(repeating: 0, count: swiftlet_snapshot_size(&handle))
    output = Array(repeating: 0, count: model.outputCount)
    streams = arenas.map { arena in
      var stream = swiftlet_stream()
      swiftlet_start(&stream, &handle, arena.baseAddress, size)
      return stream
    }
  }

  deinit { arenas.forEach { $0.deallocate() } }

  /// The outputs of an event that is a step; else nil.
  ///
  /// - Throws: `ModelError` where a call answers an error.
  package func run(
    _ event: Soak.Event, on index: Int
  ) throws(ModelError) -> [Int16]? {
    switch event {
    case .step(let input):
      try check(
        swiftlet_step(
          &streams[index], input, input.count, &output, output.count))
    case .stepInParts(let input, let units):
      try step(&streams[index], input, units)
    case .stepMissing:
      try check(
        swiftlet_step_missing(&streams[index], &output, output.count))
    case .save:
      try check(swiftlet_save(&streams[index], &saved, saved.count))
      hasSaved = true
      return nil
    case .restore where hasSaved:
      try check(swiftlet_restore(&streams[index], saved, saved.count))
      return nil
    case .restore, .reset:
      try check(swiftlet_reset(&streams[index]))
      return nil
    }
    return output
  }

  private func step(
    _ stream: inout swiftlet_stream, _ input: [Int16], _ units: Int
  ) throws(ModelError) {
    var progress = swiftlet_progress()
    try check(
      swiftlet_step_begin(&stream, &progress, input, input.count))
    var status = SWIFTLET_UNFINISHED
    while status == SWIFTLET_UNFINISHED {
      status = swiftlet_step_some(
        &stream, &progress, units, &output, output.count)
    }
    try check(status)
  }

  private func check(_ status: swiftlet_status) throws(ModelError) {
    guard status != SWIFTLET_OK else { return }
    throw ModelError(String(cString: swiftlet_status_name(status)))
  }
}
