import SwiftletCells
import SwiftletRuntime

/// What a float model's values are like on real streams: with the state carried
/// through each sequence, and once more from each sequence into the next, as a
/// device that is never reset would run.
struct Calibration {
  /// One entry a feature.
  private(set) var inputs: [InputRange]
  /// One entry a layer.
  private(set) var layers: [LayerRange]
  /// The number of timesteps of all sequences.
  private(set) var steps = 0

  /// What a feature's values are like.
  struct InputRange {
    /// The largest magnitude, in the data's units.
    var largest = 0.0
    /// Whether every value is a whole number.
    var isInteger = true
    /// The largest magnitude of what the network sees.
    var reach = 0.0
    /// The values as the network sees them.
    private(set) var normalized: EvenSample<Float>
    // Of all values as the network sees them.
    private var (count, squares) = (0, 0.0)

    /// The mean square of what the network sees.
    var meanSquare: Double { squares / Double(max(count, 1)) }

    /// The magnitudes of what the network sees, in order.
    var magnitudes: [Double] {
      normalized.values.map { Double(abs($0)) }.sorted()
    }

    /// A range of no value yet, of one feature of several.
    init(features: Int) { normalized = EvenSample(columns: features) }

    /// Takes a value, in the data's units and as the network sees it.
    mutating func add(_ value: Double, normalized: Double) {
      largest = max(largest, abs(value))
      isInteger = isInteger && value == value.rounded()
      reach = max(reach, abs(normalized))
      let seen = Float(normalized)
      count += 1
      squares += Double(seen) * Double(seen)
      self.normalized.add(seen)
    }
  }

  /// What a layer's values are like.
  struct LayerRange {
    /// The largest magnitude of each output.
    var largestOutputs: [Double]
    /// The largest magnitude of all outputs.
    var largestOutput: Double { largestOutputs.reduce(0, max) }
    /// The mean square of the outputs, in real units.
    var meanSquare = 0.0
    /// The largest magnitude of an LSTM's cell state.
    var largestCell = 0.0
    /// The largest magnitude of a candidate of a layer with gates.
    var largestCandidate = 0.0
    /// The mean of each input, of each hidden value before a step, and of each
    /// hidden value after a reset-before GRU's reset gate.
    var input, hidden, reset: [Double]

    /// The mean square of each input.
    var inputSquares: [Double]

    /// The mean square of an input, in units.
    func inputPower(_ units: [Double]) -> Double {
      zip(inputSquares, units).reduce(0) { $0 + $1.0 / ($1.1 * $1.1) }
        / Double(max(units.count, 1))
    }

    /// How the operands of a row vary together, those of the input before
    /// those of a hidden state; nil where nothing asks for it.
    fileprivate(set) var moments: OperandMoments?
    /// The same of a reset-before GRU's candidates.
    fileprivate(set) var resetMoments: OperandMoments?

    fileprivate init(_ layer: Layer) {
      input = Array(repeating: 0, count: layer.rowSize)
      inputSquares = input
      hidden = Array(repeating: 0, count: layer.outputSize)
      reset = hidden
      largestOutputs = hidden
    }
  }

  /// So many steps with the state carried across sequences show its ranges.
  private static let carriedSteps = 100_000

  /// Runs the model over the sequences, gaps filled as the options say or, by
  /// default, as the model says.
  ///
  /// - Throws: `QuantizationError` when there is no timestep, a width is not
  ///   the model's, a symbol is not in the vocabulary, or values leave the
  ///   range of `Float`; `GapError` when a value is missing that may not.
  init(
    _ model: FloatModel, _ sequences: [DataSequence],
    _ options: QuantizationOptions
  ) throws {
    let gapPolicy = options.gapPolicy
    inputs = model.inputs.map { _ in
      InputRange(features: model.inputs.count)
    }
    layers = model.network.layers.map(LayerRange.init)
    var stream = FloatStream(model, gapPolicy: gapPolicy)
    // The state that a stream starts from.
    observeRanges(stream.runner)
    let window = Self.window(of: model)
    let intervals = Self.momentIntervals(model, sequences, options)
    for sequence in sequences {
      try check(sequence, fits: model)
      try sequence.check(gapPolicy ?? model.gapPolicy, model.inputs)
      var timestep = 0
      try sequence.forEachTimestep { features, _ in
        if timestep % (window ?? .max) == 0 { stream.reset() }
        timestep += 1
        try stream.load(features)
        let before = stream.runner.layerOutputs
        _ = stream.step()
        observe(features, of: model)
        observeRanges(stream.runner)
        observeMeans(stream, before)
        observeMoments(stream, before, intervals)
      }
    }
    guard steps > 0 else {
      throw QuantizationError(
        "there are no timesteps to calibrate on; give data with rows")
    }
    for index in layers.indices { layers[index].divide(by: Double(steps)) }
    if window == nil { try carry(&stream, through: sequences) }
    try checkRanges(of: model)
  }

  /// Timesteps between two resets, where states without a bound were trained on
  /// windows: beyond them they may grow without end. Else nil.
  static func window(of model: FloatModel) -> Int? {
    let isBounded = model.network.layers.allSatisfy {
      $0.gateActivations?.isBounded != false
    }
    return isBounded ? nil : model.window
  }

  /// Checks that every range is a number of `Float`, with room to double it.
  private func checkRanges(of model: FloatModel) throws {
    let limit = Double(Float.greatestFiniteMagnitude) / 2
    for (channel, range) in zip(model.inputs, inputs)
    where range.reach > limit {
      throw QuantizationError.far(channel, range)
    }
    for (index, layer) in layers.enumerated() {
      guard layer.largestOutput <= limit, layer.meanSquare.isFinite else {
        throw QuantizationError.endless(layer: index)
      }
    }
  }

  /// Goes on through the sequences without a reset.
  private mutating func carry(
    _ stream: inout FloatStream, through sequences: [DataSequence]
  ) throws {
    var left = Self.carriedSteps
    for sequence in sequences where left > 0 {
      for timestep in 0..<min(left, sequence.timesteps) {
        _ = try stream.step(sequence.features(at: timestep))
        observeRanges(stream.runner)
      }
      left -= sequence.timesteps
    }
  }

  private mutating func observe(_ values: [Double], of model: FloatModel) {
    steps += 1
    for (index, value) in values.enumerated() where !value.isNaN {
      inputs[index].add(
        value, normalized: model.inputs[index].normalized(value))
    }
  }

  private mutating func observeRanges(_ runner: NetworkRunner<Double>) {
    for (index, layer) in runner.network.layers.enumerated() {
      for (k, value) in runner.layerOutputs[index].enumerated() {
        layers[index].largestOutputs[k] = max(
          layers[index].largestOutputs[k], abs(value))
      }
      observeGates(runner, index, layer)
    }
  }

  private mutating func observeGates(
    _ runner: NetworkRunner<Double>, _ index: Int, _ layer: Layer
  ) {
    func include(_ part: Range<Int>, in largest: inout Double) {
      largest = runner.record(ofLayer: index)[part]
        .reduce(largest) { max($0, abs($1)) }
    }
    switch layer {
    case .lstm(_, let size, _):
      let parts = LSTMRecord(hiddenSize: size)
      include(parts.range(of: \.cell), in: &layers[index].largestCell)
      include(
        parts.range(of: \.candidate), in: &layers[index].largestCandidate)
    case .gru(_, let size, _, _):
      include(
        GRURecord(hiddenSize: size).range(of: \.candidate),
        in: &layers[index].largestCandidate)
    default: break
    }
  }

  /// - Parameter before: what the layers gave at the step before.
  private mutating func observeMeans(
    _ stream: FloatStream, _ before: [[Double]]
  ) {
    let runner = stream.runner
    let outputs = runner.layerOutputs
    for (index, layer) in runner.network.layers.enumerated() {
      let input = layer.meanRow(
        of: runner.input(ofLayer: index, stream.lastInput))
      add(input, to: &layers[index].input)
      add(input.map { $0 * $0 }, to: &layers[index].inputSquares)
      add(before[index], to: &layers[index].hidden)
      layers[index].meanSquare +=
        outputs[index].reduce(0) { $0 + $1 * $1 }
        / Double(outputs[index].count)
      if case .gru(_, let size, resetAfter: false, _) = layer {
        let reset = GRURecord(hiddenSize: size).range(of: \.recurrentTerm)
        add(
          Array(runner.record(ofLayer: index)[reset]),
          to: &layers[index].reset)
      }
    }
  }

  /// At the most about so many products are added to a layer's moments.
  private static let mostProducts = 4e9

  /// Rows of more operands are rounded weight by weight: pairs of them are too
  /// many.
  private static let mostOperands = 2048

  /// The timesteps from one to the next whose operands are looked at together,
  /// by the layer; nil for a layer whose weights are rounded one by one.
  private static func momentIntervals(
    _ model: FloatModel, _ sequences: [DataSequence],
    _ options: QuantizationOptions
  ) -> [Int?] {
    let steps = sequences.reduce(0) { $0 + $1.timesteps }
    return model.network.layers.enumerated().map { index, layer in
      guard options.correctsWeights, layer.hasRows,
        layer.operandTotal <= mostOperands,
        options.ofLayer(index, of: model.network).weightBits < 16
      else { return nil }
      let products = Double(steps * layer.rowCount * layer.operandTotal)
      return 1 + Int(products * Double(layer.operandTotal) / mostProducts)
    }
  }

  private mutating func observeMoments(
    _ stream: FloatStream, _ before: [[Double]], _ intervals: [Int?]
  ) {
    let runner = stream.runner
    for (index, layer) in runner.network.layers.enumerated() {
      guard let interval = intervals[index], steps % interval == 0 else {
        continue
      }
      let input = runner.input(ofLayer: index, stream.lastInput)
      let hidden = layer.isRecurrent ? before[index] : []
      layers[index].add(layer.rows(of: input).map { $0 + hidden })
      if case .gru(_, let size, resetAfter: false, _) = layer {
        let reset = GRURecord(hiddenSize: size).range(of: \.recurrentTerm)
        layers[index].addReset(
          input + runner.record(ofLayer: index)[reset])
      }
    }
  }

  private func add(_ values: [Double], to sums: inout [Double]) {
    for (k, value) in values.enumerated() { sums[k] += value }
  }
}

extension Layer {
  /// Whether the layer has rows of weights.
  fileprivate var hasRows: Bool {
    if case .layerNorm = self { return false }
    return !isKept && !isEmbedding
  }

  /// How many values of the input a row meets.
  fileprivate var rowSize: Int {
    if case .conv1D(let shape, _) = self { shape.windowSize } else { inputSize }
  }

  /// How many values a row meets, those of a hidden state too.
  fileprivate var operandTotal: Int {
    rowSize + (isRecurrent ? outputSize : 0)
  }

  /// How often a row is met at a timestep: the frames of a convolution.
  fileprivate var rowCount: Int {
    if case .conv1D(let shape, _) = self { shape.outputFrames } else { 1 }
  }

  /// What a row meets of an input, once for each frame of a convolution.
  fileprivate func rows(of input: [Double]) -> [[Double]] {
    guard case .conv1D(let shape, _) = self else { return [input] }
    return (0..<shape.outputFrames).map { output in
      var row = Array(repeating: 0.0, count: shape.windowSize)
      shape.forEachFrame(of: output) { tap, frame in
        let (to, from) = (tap * shape.channels, frame * shape.channels)
        row.replaceSubrange(
          to..<to + shape.channels, with: input[from..<from + shape.channels])
      }
      return row
    }
  }

  /// What a row meets of an input, the mean over the frames of a convolution.
  fileprivate func meanRow(of input: [Double]) -> [Double] {
    guard case .conv1D = self else { return input }
    var mean = Array(repeating: 0.0, count: rowSize)
    for row in rows(of: input) {
      for (k, value) in row.enumerated() { mean[k] += value / Double(rowCount) }
    }
    return mean
  }
}

extension Calibration.LayerRange {
  fileprivate mutating func add(_ rows: [[Double]]) {
    var all = moments ?? OperandMoments(size: rows[0].count)
    moments = nil
    rows.forEach { all.add($0) }
    moments = all
  }

  fileprivate mutating func addReset(_ row: [Double]) {
    var all = resetMoments ?? OperandMoments(size: row.count)
    resetMoments = nil
    all.add(row)
    resetMoments = all
  }

  /// Turns sums into means.
  fileprivate mutating func divide(by steps: Double) {
    meanSquare /= steps
    input = input.map { $0 / steps }
    inputSquares = inputSquares.map { $0 / steps }
    hidden = hidden.map { $0 / steps }
    reset = reset.map { $0 / steps }
  }
}

/// Checks that a model can take a sequence.
///
/// - Throws: `QuantizationError` when a width is not the model's or a symbol
///   is not in the vocabulary.
func check(_ sequence: DataSequence, fits model: FloatModel) throws {
  let width = model.network.inputSize
  guard sequence.featureCount == width else {
    throw QuantizationError(
      "the data have \(sequence.featureCount) features, but the model takes "
        + "\(width); give the data that the model is trained for")
  }
  guard case .embedding(let vocabularySize, _) = model.network.layers[0] else {
    return
  }
  try sequence.forEachPiece { piece in
    for value in piece.features where !value.isNaN {
      guard value == value.rounded(), value >= 0,
        value < Double(vocabularySize)
      else {
        throw QuantizationError(
          "the symbol \(value) is not in the model's vocabulary of "
            + "\(vocabularySize)")
      }
    }
  }
}
