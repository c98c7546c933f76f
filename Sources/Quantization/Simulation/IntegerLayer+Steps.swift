import SwiftletCells
import SwiftletFormat
import SwiftletTraining

// The steps of ARITHMETIC.md, section 5. Each writes its record as the float
// cell of the same kind lays it out, in real units.

extension IntegerLayer {
  /// Advances a layer by one timestep.
  ///
  /// - Parameters:
  ///   - x: the input's operand, or an embedding's symbols.
  ///   - record: the record of the layer's float cell.
  func step(
    _ x: UnsafePointer<Int16Lanes>, _ state: IntegerState,
    _ record: UnsafeMutablePointer<FloatLanes>
  ) {
    if kind == .embedding { return lookUp(x[0], state, record) }
    if kind.isPointwise { return pointwise(x, state, record) }
    if kind == .history { return history(x, state, record) }
    if kind == .layerNorm { return layerNorm(x, state, record) }
    if let frames { return convolution(frames, x, state, record) }
    let (hidden, sums) = (state.hidden.base, state.sums.base)
    project(x, to: sums)
    if kind.isRecurrent {
      let operand = state.operand.base
      for k in 0..<outputSize {
        operand[k] = hidden[k].operand(activationBits: activationBits)
      }
      addHidden(0..<hiddenGates, operand, to: sums)
    }
    switch kind {
    case .lstm: lstm(state, record)
    case .gruResetAfter: gruResetAfter(state, record)
    case .gruResetBefore: gruResetBefore(state, record)
    case .rnnTanh, .rnnReLU, .rnnLinear, .denseLinear, .denseReLU,
      .denseSigmoid, .denseTanh:
      activate(state, record)
    case .embedding, .sumLinear, .sumReLU, .sumSigmoid, .sumTanh, .leakyReLU,
      .multiply, .magnitude, .copy, .reverse, .history, .layerNorm,
      .convLinear, .convReLU, .convSigmoid, .convTanh:
      break
    }
  }

  /// Gates whose rows meet the hidden state as it is.
  private var hiddenGates: Int {
    switch kind {
    case .gruResetAfter: 3
    case .gruResetBefore: 2
    default: kind.gateCount
    }
  }

  private func lookUp(
    _ symbols: Int16Lanes, _ state: IntegerState,
    _ record: UnsafeMutablePointer<FloatLanes>
  ) {
    for lane in 0..<8 {
      let row = table[Int(symbols[lane])]
      for k in 0..<outputSize { state.hidden.base[k][lane] = row[k] }
    }
    for k in 0..<outputSize {
      record[k] = state.hidden.base[k].wide.real(outputScale)
    }
  }

  private func activate(
    _ state: IntegerState, _ record: UnsafeMutablePointer<FloatLanes>
  ) {
    let v = state.sums.base
    finish(0..<outputSize, v)
    for k in 0..<outputSize {
      store(activated(v[k]), k, state, record)
    }
  }

  /// The activation of a pre-activation.
  @inline(__always)
  private func activated(_ v: Int32Lanes) -> Int32Lanes {
    switch kind {
    case .rnnTanh, .denseTanh, .sumTanh, .convTanh: v.tanhQ15
    case .denseSigmoid, .sumSigmoid, .convSigmoid: v.sigmoidQ15
    case .rnnReLU, .denseReLU, .sumReLU, .convReLU:
      v.clamped(lowerBound: .zero, upperBound: Int32Lanes(repeating: 32767))
    default: v.saturated(bits: 16)
    }
  }

  /// A dense layer at each frame.
  private func convolution(
    _ shape: FrameShape, _ x: UnsafePointer<Int16Lanes>,
    _ state: IntegerState, _ record: UnsafeMutablePointer<FloatLanes>
  ) {
    let (window, sums) = (state.operand.base, state.sums.base)
    for output in 0..<shape.outputFrames {
      for tap in 0..<shape.kernel {
        let frame =
          output * shape.stride - shape.leftPadding + tap * shape.dilation
        let place = window + tap * shape.channels
        if 0..<shape.frames ~= frame {
          place.update(from: x + frame * shape.channels, count: shape.channels)
        } else {
          place.update(repeating: .zero, count: shape.channels)
        }
      }
      project(window, to: sums)
      finish(0..<outputSize, sums)
      for k in 0..<outputSize {
        store(activated(sums[k]), output * outputSize + k, state, record)
      }
    }
  }

  /// Earlier values, then the new ones; the end of what it gave is the state.
  private func history(
    _ x: UnsafePointer<Int16Lanes>, _ state: IntegerState,
    _ record: UnsafeMutablePointer<FloatLanes>
  ) {
    let (values, size) = (state.hidden.base, outputSize - inputSize)
    for k in 0..<size {
      values[k] = values[inputSize + k]
      record[k] = real(values[k], input: k + inputSize * size - size)
    }
    for k in 0..<inputSize {
      values[size + k] = x[k]
      record[size + k] = real(x[k], input: k)
    }
  }

  /// A value that is passed on in real units, counted from an input on.
  private func real(_ value: Int16Lanes, input: Int) -> FloatLanes {
    inputScales.isEmpty
      ? .zero : value.wide.real(inputScales[input % inputSize])
  }

  private func pointwise(
    _ x: UnsafePointer<Int16Lanes>, _ state: IntegerState,
    _ record: UnsafeMutablePointer<FloatLanes>
  ) {
    let second = inputSize - outputSize
    let row = pointwiseRow
    for k in 0..<outputSize {
      let place = kind == .reverse ? outputSize - 1 - k : k
      let (a, b) = (x[place].wide, x[second + place].wide)
      let y =
        switch kind {
        case .copy, .reverse: a
        case .multiply: row.product(a, b).saturated(bits: 16)
        case .magnitude: magnitude(a, b).saturated(bits: 16)
        case .leakyReLU: row.leakyReLU(a).saturated(bits: 16)
        default: activated(row.sum(a, b))
        }
      store(y, k, state, record)
    }
    guard !inputScales.isEmpty else { return }
    for k in 0..<inputSize {
      record[outputSize + k] = x[k].wide.real(inputScales[k])
    }
    guard kind == .copy || kind == .reverse else { return }
    for k in 0..<outputSize {
      record[k] =
        record[outputSize + (kind == .reverse ? outputSize - 1 - k : k)]
    }
  }

  private func lstm(
    _ state: IntegerState, _ record: UnsafeMutablePointer<FloatLanes>
  ) {
    let (size, v, c) = (outputSize, state.sums.base, state.cell.base)
    let parts = LSTMRecord(hiddenSize: size)
    finish(0..<4 * size, v)
    for k in 0..<size {
      let unit = lstmUnit(
        v[k], v[size + k], v[2 * size + k], v[3 * size + k], cell: &c[k])
      store(unit.hidden, k, state, record)
      record[parts.cell + k] = c[k].real(cellUnit)
      record[parts.inputGate + k] = unit.inputGate.real(Self.unit)
      record[parts.forgetGate + k] = unit.forgetGate.real(Self.unit / 65536)
      record[parts.candidate + k] = unit.candidate.real(candidateUnit)
      record[parts.outputGate + k] = unit.outputGate.real(Self.unit)
      record[parts.squashedCell + k] = unit.squashedCell.real(candidateUnit)
    }
  }

  @inline(__always)
  private func lstmUnit(
    _ i: Int32Lanes, _ f: Int32Lanes, _ g: Int32Lanes, _ o: Int32Lanes,
    cell: inout Int32Lanes
  ) -> LSTMUnit<Int32Lanes> {
    functions.map {
      LSTMUnit(i, f, g, o, cell: &cell, cellRange: cellRange, $0)
    } ?? LSTMUnit(i, f, g, o, cell: &cell, cellRange: cellRange)
  }

  private func gruResetAfter(
    _ state: IntegerState, _ record: UnsafeMutablePointer<FloatLanes>
  ) {
    let (size, v) = (outputSize, state.sums.base)
    let parts = GRURecord(hiddenSize: size)
    finish(0..<4 * size, v)
    for k in 0..<size {
      let (r, z, x) = (v[k], v[size + k], v[2 * size + k])
      let product = v[3 * size + k]
      let hidden = state.hidden.base[k].wide
      let unit =
        functions.map {
          GRUUnit(resetAfter: r, z, x, product, hidden: hidden, $0)
        } ?? GRUUnit(resetAfter: r, z, x, product, hidden: hidden)
      store(unit, k, state, record)
      record[parts.recurrentTerm + k] = product.real(productUnit)
    }
  }

  private func gruResetBefore(
    _ state: IntegerState, _ record: UnsafeMutablePointer<FloatLanes>
  ) {
    let (size, v) = (outputSize, state.sums.base)
    let (reset, hidden) = (state.reset.base, state.hidden.base)
    let parts = GRURecord(hiddenSize: size)
    finish(0..<2 * size, v)
    for k in 0..<size {
      let r = functions?.gateQ15(v[k]) ?? v[k].sigmoidQ15
      let q = resetHidden(r, hidden[k].wide)
      record[parts.recurrentTerm + k] = q.real(outputScale)
      reset[k] = Int16Lanes(truncatingIfNeeded: q)
        .operand(activationBits: activationBits)
    }
    addHidden(2..<3, reset, to: v)
    finish(2 * size..<3 * size, v)
    for k in 0..<size {
      let (r, z, n) = (v[k], v[size + k], v[2 * size + k])
      let h = hidden[k].wide
      let unit =
        functions.map { GRUUnit(resetBefore: r, z, n, hidden: h, $0) }
        ?? GRUUnit(resetBefore: r, z, n, hidden: h)
      store(unit, k, state, record)
    }
  }

  /// h, and the record's first four parts.
  @inline(__always)
  private func store(
    _ unit: GRUUnit<Int32Lanes>, _ k: Int, _ state: IntegerState,
    _ record: UnsafeMutablePointer<FloatLanes>
  ) {
    let parts = GRURecord(hiddenSize: outputSize)
    store(unit.hidden, k, state, record)
    record[parts.resetGate + k] = unit.resetGate.real(Self.unit)
    record[parts.updateGate + k] = unit.updateGate.real(Self.unit)
    record[parts.candidate + k] = unit.candidate.real(candidateUnit)
  }

  @inline(__always)
  func store(
    _ value: Int32Lanes, _ k: Int, _ state: IntegerState,
    _ record: UnsafeMutablePointer<FloatLanes>
  ) {
    state.hidden.base[k] = Int16Lanes(truncatingIfNeeded: value)
    record[k] = value.real(outputScale)
  }

  private static var unit: Float { 1 / 32768 }

  /// What one unit of a reset-after GRU's recurrent term stands for: half of
  /// that of its sum with the candidate.
  private var productUnit: Float {
    functions.map { $0.isBounded ? 1 / 49152 : candidateUnit / 2 } ?? 1 / 49152
  }
}
