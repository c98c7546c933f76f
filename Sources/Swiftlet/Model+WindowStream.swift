import SwiftletCells
import SwiftletFormat

extension Model {
  /// Starts a stream of windows, for a network that was trained on such.
  ///
  /// - Parameters:
  ///   - size: Timesteps of a window, at least 1; by default the model's own.
  ///   - hop: Timesteps from the beginning of a window to that of the next,
  ///     `1...size`; by default `size`, so that the state starts again with
  ///     every window. With less, `size / hop` streams run side by side, each
  ///     with memory of its own.
  /// - Throws: ``ModelError`` when the model has no window and none is given,
  ///   or the hop is out of its range.
  public func makeWindowStream(
    size: Int? = nil, hop: Int? = nil
  ) throws(ModelError) -> WindowStream {
    guard let size = size ?? window else {
      throw ModelError("the model has no window; give its size")
    }
    let hop = hop ?? size
    guard (1...max(1, size)).contains(hop), size > 0 else {
      throw ModelError(
        "windows of \(size) timesteps have a hop of 1 to \(size), not \(hop)")
    }
    return WindowStream(self, WindowSchedule(size: size, hop: hop))
  }

  /// A running instance of a model that starts every window from a state of
  /// zeros, and answers where a window ends: at the timestep of index
  /// `size - 1`, and every `hop` after it.
  ///
  /// Values are as those of a ``Stream``.
  public struct WindowStream: ~Copyable {
    /// The model that runs.
    public let model: Model
    private var streams: WindowedStreams<QuantizedStream>
    private let classNames: [String]

    fileprivate init(_ model: Model, _ schedule: WindowSchedule) {
      self.model = model
      classNames = model.classNames
      streams = WindowedStreams(schedule) { QuantizedStream(model.quantized) }
    }

    /// Timesteps of a window.
    public var size: Int { streams.schedule.size }

    /// Timesteps from the beginning of a window to that of the next.
    public var hop: Int { streams.schedule.hop }

    /// Runs one timestep.
    ///
    /// - Parameter values: One a feature, in the data's units; NaN is a gap.
    /// - Returns: Predicted values in the data's units, or a logit a class;
    ///   nil where no window ends.
    /// - Throws: ``ModelError``, as ``Stream/step(_:)-([Double])`` does; what
    ///   follows is then as if the step had not been.
    public mutating func step(
      _ values: [Double]
    ) throws(ModelError) -> [Double]? {
      guard let output = try output(values) else { return nil }
      return output.indices.map {
        model.quantized.read(output[$0], output: $0)
      }
    }

    /// Runs one timestep.
    ///
    /// - Parameter values: As for numbers alone; `nil` is a gap.
    /// - Returns: As for numbers alone.
    /// - Throws: ``ModelError``, as for numbers alone.
    public mutating func step(
      _ values: [Double?]
    ) throws(ModelError) -> [Double]? {
      try step(values.map { $0 ?? .nan })
    }

    /// Runs one timestep of a classifier.
    ///
    /// - Parameter values: One a feature, in the data's units; NaN is a gap.
    /// - Returns: The class with the largest logit, the first of equals; nil
    ///   where no window ends.
    /// - Throws: ``ModelError``, as for a step, and when the model predicts
    ///   values.
    public mutating func classify(
      _ values: [Double]
    ) throws(ModelError) -> Classification? {
      guard !classNames.isEmpty else {
        throw ModelError("the model predicts values; use step, not classify")
      }
      guard let output = try output(values) else { return nil }
      return model.classification(of: output.span, classNames)
    }

    /// Runs one timestep of a classifier.
    ///
    /// - Parameter values: As for numbers alone; `nil` is a gap.
    /// - Returns: As for numbers alone.
    /// - Throws: ``ModelError``, as for numbers alone.
    public mutating func classify(
      _ values: [Double?]
    ) throws(ModelError) -> Classification? {
      try classify(values.map { $0 ?? .nan })
    }

    /// Starts again, as before the first timestep.
    public mutating func reset() { streams.reset() }

    private mutating func output(
      _ values: [Double]
    ) throws(ModelError) -> [Int16]? {
      let input = values.indices.map {
        model.quantized.quantize(values[$0], input: $0)
      }
      return try streams.step(reset: { $0.reset() }) {
        (stream: inout QuantizedStream) throws(ModelError) in
        try stream.step(input)
      }
    }
  }
}

// Nobody else holds the memory that a stream owns.
extension Model.WindowStream: @unchecked Sendable {}
