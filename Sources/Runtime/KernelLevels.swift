#if SWIFTLET_VECTORS
  package import CSwiftlet
  internal import CSwiftletVectors

  /// The sets of instructions whose kernels this machine can run: numbers of
  /// swiftlet_vectors.h, from 0, which stands for Swift's own steps.
  package var kernelLevels: [Int32] {
    (0...swiftlet_vector_level()).filter { swiftlet_has_vectors($0) != 0 }
  }

  /// Runs one timestep as `swiftlet_step` does, with the kernels of one of
  /// `kernelLevels`: for comparisons of them.
  ///
  /// - Parameters:
  ///   - input: `(inputCount)` of the stream's model.
  ///   - output: `(outputCount)`, written.
  package func step(
    _ stream: UnsafePointer<swiftlet_stream>, _ input: UnsafePointer<Int16>,
    _ output: UnsafeMutablePointer<Int16>, level: Int32
  ) -> swiftlet_status {
    guard var stream = Stream(started: stream) else {
      return SWIFTLET_NULL_ARGUMENT
    }
    stream.level = level
    let status = stream.load(input)
    guard status == SWIFTLET_OK else { return status }
    Core.copy(stream.step(), to: output, stream.model.outputCount)
    return SWIFTLET_OK
  }

  /// Runs one timestep of each of some streams, as `swiftlet_step_many` does,
  /// with the kernels of one of `kernelLevels`.
  ///
  /// - Parameters:
  ///   - input: `(count, inputCount)` of the streams' model.
  ///   - output: `(count, outputCount)`, written.
  ///   - sharesAll: Whether streams read together whatever weights they can, few
  ///     ones too.
  package func stepMany(
    _ streams: UnsafePointer<UnsafeMutablePointer<swiftlet_stream>?>,
    _ count: Int, _ input: UnsafePointer<Int16>,
    _ output: UnsafeMutablePointer<Int16>, level: Int32, sharesAll: Bool = false
  ) -> swiftlet_status {
    guard var group = StreamGroup(started: streams, count) else {
      return SWIFTLET_NULL_ARGUMENT
    }
    group.level = level
    if sharesAll { group.leastShared = 0 }
    let status = group.load(input)
    if status == SWIFTLET_OK { group.step(into: output) }
    return status
  }
#endif
