/// Interleaved streams of a model, each over windows of its own.
public struct WindowedStreams<Stream> {
  /// The schedule at the next timestep.
  public private(set) var schedule: WindowSchedule
  private let start: WindowSchedule
  private var streams: [Stream]

  /// Starts the streams.
  ///
  /// - Parameters:
  ///   - schedule: One before its first timestep.
  ///   - makeStream: Makes a stream of its own.
  public init(_ schedule: WindowSchedule, makeStream: () -> Stream) {
    self.schedule = schedule
    start = schedule
    streams = (0..<schedule.streamCount).map { _ in makeStream() }
  }

  /// Starts again, as before the first timestep.
  public mutating func reset() { schedule = start }

  /// Runs one timestep.
  ///
  /// - Parameters:
  ///   - reset: Sets a stream's state back to zeros.
  ///   - step: Runs the timestep in a stream; what it throws leaves the
  ///     schedule, and must leave the stream, as before.
  /// - Returns: What the stream gives whose window ends here; nil where none
  ///   does.
  public mutating func step<Output, Failure>(
    reset: (inout Stream) -> Void,
    _ step: (inout Stream) throws(Failure) -> Output
  ) throws(Failure) -> Output? {
    var next = schedule
    var output: Output?
    for turn in next.next() {
      if turn.isFirst { reset(&streams[turn.stream]) }
      let answer = try step(&streams[turn.stream])
      if turn.isLast { output = answer }
    }
    schedule = next
    return output
  }
}
