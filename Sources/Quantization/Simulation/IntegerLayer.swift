import SwiftletCells
import SwiftletFormat
import SwiftletRuntime

/// A quantized layer's rows, laid out for eight lanes.
struct IntegerLayer {
  let kind: QuantizedLayer.Kind
  let outputSize: Int
  /// The frames of a convolution.
  let frames: FrameShape?
  let activationBits: Int
  /// Integer bits of an LSTM's cell state.
  let cellRange: Int32
  /// What one unit of an output stands for, of a candidate of a layer with
  /// gates, and of an LSTM's cell state.
  let outputScale, candidateUnit, cellUnit: Float
  /// The functions of a layer with gates that has other activations than the
  /// usual; nil for another layer.
  let functions: GateFunctions?
  /// What one unit of each input stands for; none where no record needs it.
  let inputScales: [Float]
  /// An embedding's table in units of the output.
  let table: [[Int16]]
  private let layer: QuantizedLayer
  private let input: IntegerMatrix
  private let hidden: IntegerMatrix
  private let biases: [Int32]
  private let multipliers: [Int32]

  /// - Parameter inputScales: What one unit of each input stands for.
  init(
    _ layer: QuantizedLayer, activationBits: Int, inputScales: [Float] = []
  ) {
    self.inputScales = inputScales
    self.layer = layer
    self.activationBits = activationBits
    kind = layer.kind
    outputSize = layer.outputSize
    frames = layer.convolution
    cellRange = Int32(layer.cellRange)
    outputScale = layer.outputScale
    candidateUnit = layer.activations.isBounded ? 1 / 32768 : outputScale
    cellUnit = Float(layer.cellUnit)
    functions =
      layer.activations == .standard
      ? nil : GateFunctions(code: layer.activations.code)
    input = IntegerMatrix(
      layer.rows.map(\.inputWeights).filter { !$0.isEmpty })
    hidden = IntegerMatrix(
      layer.rows.map(\.hiddenWeights).filter { !$0.isEmpty })
    biases = layer.rows.map(\.bias)
    multipliers = layer.rows.map(\.multiplier)
    let unit: Int16 = layer.weightBits == 8 ? 256 : 1
    table = layer.table.map { $0.map { $0 &* unit } }
  }

  /// How many values the input has, of both operands.
  var inputSize: Int { layer.operandCount * layer.takenCount }

  /// How many values the output has, of all frames.
  var givenCount: Int { layer.givenCount }

  /// How many values of the input a row meets.
  var rowSize: Int { layer.inputSize }

  /// Where the operands come from.
  var sources: [Int?] {
    layer.operandCount == 2
      ? [layer.source, layer.secondSource] : [layer.source]
  }

  /// h and c at the start of a sequence; none for zeros.
  var initialHidden: [Int16] { layer.initialHidden }
  var initialCell: [Int32] { layer.initialCell }

  /// The parameters of a pointwise layer.
  var pointwiseRow: PointwiseRow {
    let row = layer.rows.first
    let weights = (row?.inputWeights ?? []).map { Int32($0) } + [0, 0]
    return PointwiseRow(
      firstWeight: weights[0], secondWeight: weights[1], bias: row?.bias ?? 0,
      multiplier: row?.multiplier ?? 0,
      negativeMultiplier: layer.rows.last?.multiplier ?? 0)
  }

  /// E of a layer normalization, its lower 28 bits and what is above them.
  var epsilonDigits: (low: Int32, high: Int32) {
    let (high, low) = layer.epsilon.quotientAndRemainder(dividingBy: 1 << 28)
    return (Int32(low), Int32(high))
  }

  /// The rows.
  var rows: [QuantizedRow] { layer.rows }

  /// How many values the record of the float cell has.
  var recordSize: Int {
    switch kind {
    case .lstm: LSTMRecord(hiddenSize: outputSize).count
    case .gruResetAfter, .gruResetBefore:
      GRURecord(hiddenSize: outputSize).count
    case .embedding, .rnnTanh, .rnnReLU, .rnnLinear, .denseLinear, .denseReLU,
      .denseSigmoid, .denseTanh:
      outputSize
    case .history, .convLinear, .convReLU, .convSigmoid, .convTanh: givenCount
    case .layerNorm: 2 * outputSize + 1
    case .sumLinear, .sumReLU, .sumSigmoid, .sumTanh, .leakyReLU, .multiply,
      .magnitude, .copy, .reverse:
      outputSize + inputSize
    }
  }

  /// Turns an input's values into operands; an embedding's symbols stay.
  func load(
    _ values: UnsafePointer<Int16Lanes>,
    into operand: UnsafeMutablePointer<Int16Lanes>
  ) {
    let takesWhole = kind == .embedding || kind.isKept || kind == .layerNorm
    let bits = takesWhole ? 16 : activationBits
    for k in 0..<inputSize {
      operand[k] = values[k].operand(activationBits: bits)
    }
  }

  /// Sets the sums of all rows to their parts over the input.
  func project(
    _ x: UnsafePointer<Int16Lanes>, to sums: UnsafeMutablePointer<Int32Lanes>
  ) {
    let rows = layer.rows.count
    sums.update(repeating: .zero, count: rows)
    let inputRows = kind == .gruResetAfter ? rows - outputSize : rows
    input.addProduct(rows: 0..<inputRows, with: x, to: sums)
    let shift = Int32Lanes(repeating: Int32(layer.inputShift))
    for row in 0..<inputRows { sums[row] = sums[row] &<< shift }
  }

  /// Adds the parts of gates over the hidden state to their rows' sums.
  func addHidden(
    _ gates: Range<Int>, _ h: UnsafePointer<Int16Lanes>,
    to sums: UnsafeMutablePointer<Int32Lanes>
  ) {
    // A reset-after GRU's third hidden gate belongs to its fourth row.
    for gate in gates {
      let sum = kind == .gruResetAfter && gate == 2 ? 3 : gate
      hidden.addProduct(
        rows: gate * outputSize..<(gate + 1) * outputSize, with: h,
        to: sums + sum * outputSize)
    }
  }

  /// Turns rows' sums into pre-activations.
  func finish(
    _ rows: Range<Int>, _ sums: UnsafeMutablePointer<Int32Lanes>
  ) {
    for row in rows {
      sums[row] = (sums[row] &+ biases[row])
        .scaled(by: Int32Lanes(repeating: multipliers[row]))
    }
  }
}
