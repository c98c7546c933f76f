internal import CSwiftlet

/// Streams of one model whose timesteps run together.
struct StreamGroup {
  let model: ModelView
  let count: Int
  private let streams: UnsafePointer<UnsafeMutablePointer<swiftlet_stream>?>
  /// The kernels that run, where the machine has a choice.
  var level: Core.KernelLevel = Core.kernelLevel
  /// Bytes of a layer's weights from which on streams read them together, where
  /// there are kernels for that: with fewer the first cache holds them beside
  /// all else.
  var leastShared: UInt32 = 1 << 14

  /// The group of `count` streams, at least one; nil where one of them was not
  /// started.
  init?(
    started streams: UnsafePointer<UnsafeMutablePointer<swiftlet_stream>?>,
    _ count: Int
  ) {
    for index in 0..<count where streams[index]?.pointee.arena == nil {
      return nil
    }
    guard let first = Stream(started: streams[0]) else { return nil }
    model = first.model
    self.streams = streams
    self.count = count
  }

  /// Whether all streams run the first one's model.
  var hasOneModel: Bool {
    for index in 1..<max(count, 1)
    where streams[index]?.pointee.bytes != model.bytes { return false }
    return true
  }

  /// The stream of an index, which is started as all are.
  subscript(index: Int) -> Stream {
    let stream = streams[index].unsafelyUnwrapped.pointee
    return Stream(
      model: model,
      arena: UnsafeMutableRawPointer(stream.arena.unsafelyUnwrapped),
      level: level)
  }

  /// Takes a timestep's inputs, those of each stream after those of the one
  /// before. Where one is refused no stream's state changes.
  func load(_ input: UnsafePointer<Int16>) -> swiftlet_status {
    for index in 0..<count {
      let status = self[index].fill(input + index &* model.inputCount)
      guard status == SWIFTLET_OK else { return status }
    }
    for index in 0..<count {
      self[index].holdInputs(input + index &* model.inputCount)
    }
    return SWIFTLET_OK
  }

  /// Runs one timestep of each stream on the inputs that `load` has taken.
  ///
  /// - Parameter output: `(count, outputCount)`, written.
  func step(into output: UnsafeMutablePointer<Int16>) {
    Core.step(self, into: output)
  }
}
