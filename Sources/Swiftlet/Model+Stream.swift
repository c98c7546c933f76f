import SwiftletFormat

extension Model {
  /// Starts a stream with a state of zeros.
  public func makeStream() -> Stream { Stream(self) }

  /// A running instance of a model: its state, and the memory of a step.
  ///
  /// A stream has one owner, and its steps follow each other; many streams may
  /// run one model at the same time, each in a task of its own. It gives the
  /// same bits as the model on a device.
  ///
  /// Values are in the data's units. A missing one is `nil` or NaN; the
  /// model's ``Model/gapPolicy`` says what takes its place.
  public struct Stream: ~Copyable {
    /// The model that runs.
    public let model: Model
    private let running: QuantizedStream
    private let classNames: [String]

    fileprivate init(_ model: Model) {
      self.model = model
      classNames = model.classNames
      running = QuantizedStream(model.quantized)
    }

    /// Runs one timestep.
    ///
    /// - Parameter values: One a feature, in the data's units; NaN is a gap.
    /// - Returns: Predicted values in the data's units, or a logit a class.
    /// - Throws: ``ModelError`` when the number of values is wrong, the model
    ///   refuses gaps and there is one, or a symbol is not in the vocabulary;
    ///   the state is then as before.
    public mutating func step(
      _ values: [Double]
    ) throws(ModelError) -> [Double] {
      running.read(try running.step(running.quantize(values)))
    }

    /// Runs one timestep.
    ///
    /// - Parameter values: As for numbers alone; `nil` is a gap.
    /// - Returns: As for numbers alone.
    /// - Throws: ``ModelError``, as for numbers alone.
    public mutating func step(
      _ values: [Double?]
    ) throws(ModelError) -> [Double] {
      try step(values.map { $0 ?? .nan })
    }

    /// Runs one timestep on the network's own integers, as a device does:
    /// nothing is allocated.
    ///
    /// - Parameters:
    ///   - input: One a feature, as ``Model/Input/int16(for:)`` gives them, or
    ///     ``Model/gap``.
    ///   - output: One an output, overwritten; ``Model/Output/value(of:)``
    ///     reads them, and ``Model/largestOutput(of:)`` names the class.
    /// - Throws: ``ModelError``, as for numbers, and when the number of outputs
    ///   is wrong; state and output are then as before.
    public mutating func step(
      _ input: Span<Int16>, into output: inout MutableSpan<Int16>
    ) throws(ModelError) {
      try running.step(input, into: &output)
    }

    /// Runs one timestep of a classifier.
    ///
    /// - Parameter values: One a feature, in the data's units; NaN is a gap.
    /// - Returns: The class with the largest logit, the first of equals.
    /// - Throws: ``ModelError``, as ``step(_:)-([Double])`` does, and when the
    ///   model predicts values.
    public mutating func classify(
      _ values: [Double]
    ) throws(ModelError) -> Classification {
      guard !classNames.isEmpty else {
        throw ModelError("the model predicts values; use step, not classify")
      }
      let output = try running.step(running.quantize(values))
      return model.classification(of: output.span, classNames)
    }

    /// Runs one timestep of a classifier.
    ///
    /// - Parameter values: As for numbers alone; `nil` is a gap.
    /// - Returns: As for numbers alone.
    /// - Throws: ``ModelError``, as for numbers alone.
    public mutating func classify(
      _ values: [Double?]
    ) throws(ModelError) -> Classification {
      try classify(values.map { $0 ?? .nan })
    }

    /// Runs one timestep of which nothing is known: every value is a gap.
    ///
    /// - Returns: As for values.
    /// - Throws: ``ModelError`` when the model refuses gaps; the state is then
    ///   as before.
    public mutating func stepMissing() throws(ModelError) -> [Double] {
      running.read(try running.stepMissing())
    }

    /// The same on the network's own integers: nothing is allocated.
    ///
    /// - Parameter output: One an output, overwritten.
    /// - Throws: ``ModelError``, as for values, and when the number of outputs
    ///   is wrong; state and output are then as before.
    public mutating func stepMissing(
      into output: inout MutableSpan<Int16>
    ) throws(ModelError) {
      try running.stepMissing(into: &output)
    }

    /// Runs one timestep of a classifier of which nothing is known.
    ///
    /// - Returns: The class with the largest logit, the first of equals.
    /// - Throws: ``ModelError``, as ``stepMissing()`` does, and when the model
    ///   predicts values.
    public mutating func classifyMissing() throws(ModelError)
      -> Classification
    {
      try classify(Array(repeating: Double.nan, count: model.inputCount))
    }

    /// Sets the state back to zeros, as at the start.
    public mutating func reset() { running.reset() }

    /// The state between two steps, to go on from later: the same bytes on
    /// every machine and device.
    public func save() -> [UInt8] { running.save() }

    /// Goes on from a saved state.
    ///
    /// - Parameter snapshot: What ``save()`` gave, of a stream of the same
    ///   model.
    /// - Throws: ``ModelError`` when it is another model's or damaged; the
    ///   state is then as before.
    public mutating func restore(_ snapshot: [UInt8]) throws(ModelError) {
      try running.restore(snapshot)
    }
  }
}

// Nobody else holds the memory that a stream owns.
extension Model.Stream: @unchecked Sendable {}
