import Foundation
import SwiftletFormat
import SwiftletRuntime

// A second implementation of ARITHMETIC.md, from its text alone: no tiles, no
// masks, no memory layout. Its integers have no limit that could go unnoticed:
// Swift ends the program where a sum or a product would leave the 64 bits of an
// Int, so that every value it gives is the exact one. `largestSum` checks the
// claim that 32 bits hold the sums.

/// The integers of section 1.
enum Arithmetic {
  static func round(_ a: Int, _ n: Int) -> Int {
    floorDivide(a + power(n - 1), power(n))
  }
  static func scale(_ a: Int, _ m: Int) -> Int {
    floorDivide(a * m + power(31), power(32))
  }
  static func saturate(_ a: Int, bits: Int) -> Int {
    max(-power(bits - 1), min(power(bits - 1) - 1, a))
  }
  static func power(_ n: Int) -> Int { n < 0 ? 0 : 1 << n }
  private static func floorDivide(_ a: Int, _ b: Int) -> Int {
    a >= 0 ? a / b : -((-a + b - 1) / b)
  }
}

/// The functions of section 4, from the knots of the table.
struct OracleActivation {
  let knots: [Int]

  func tanh(_ v: Int) -> Int {
    sign(v) * ((interpolated(v) + 512) / 1024)
  }

  func sigmoid(_ v: Int) -> Int {
    (33_554_432 + signed(v) + 1024) / 2048
  }

  func fineSigmoid(_ v: Int) -> Int { (33_554_432 + signed(v)) * 32 }

  private func signed(_ v: Int) -> Int {
    v >= 0 ? interpolated(v) : -interpolated(v) - 1
  }

  private func sign(_ v: Int) -> Int { v >= 0 ? 1 : -1 }

  private func interpolated(_ v: Int) -> Int {
    let (segment, f) = abs(v).quotientAndRemainder(dividingBy: 512)
    let i = min(segment, 255)
    return knots[i] * (512 - f) + knots[i + 1] * f + 16_777_216
  }
}

/// A stream of a network, by sections 2 to 5.
struct Oracle {
  let network: QuantizedNetwork
  let activation: OracleActivation
  private var hidden: [[Int]]
  private var cells: [[Int]]
  /// The earlier values of histories.
  private var histories: [[Int]] = []
  private var held: [Int]
  /// What pointwise layers gave at this step, one after the other.
  private var memory: [Int] = []
  /// Each input's run of gaps; nil before its first value.
  private var runs: [Int?]
  /// The largest magnitude of a partial or whole sum so far.
  private(set) var largestSum = 0

  init(_ network: QuantizedNetwork, _ activation: OracleActivation) {
    self.network = network
    self.activation = activation
    hidden = []
    cells = []
    held = Array(repeating: 0, count: network.inputs.count)
    runs = network.inputs.map { _ in nil }
    start()
  }

  /// Sets the layers' state to that of a start.
  private mutating func start() {
    func state(_ values: [Int], _ layer: QuantizedLayer) -> [Int] {
      values.isEmpty ? Array(repeating: 0, count: layer.outputSize) : values
    }
    histories = network.layers.map {
      let size = $0.kind == .history ? $0.outputSize - $0.inputSize : 0
      return Array(repeating: 0, count: size)
    }
    hidden = network.layers.map { state($0.initialHidden.map(Int.init), $0) }
    cells = network.layers.map { state($0.initialCell.map(Int.init), $0) }
  }

  /// One timestep.
  mutating func step(_ input: [Int16]) -> [Int16] {
    let isGap = input.map { $0 == -32768 }
    // Runs that this step goes on with or ends.
    let reached = zip(runs, isGap).map { run, isGap in
      run.map { isGap ? $0 + 1 : $0 }
    }
    if case .holdThenReset(let steps) = network.gapPolicy,
      reached.allSatisfy({ ($0 ?? .max) > steps })
    {
      start()
    }
    var values: [Int] = []
    for (index, value) in input.enumerated() {
      values.append(
        isGap[index] ? fill(index, run: reached[index]) : Int(value))
      if !isGap[index] { held[index] = Int(value) }
      runs[index] = isGap[index] ? reached[index] : 0
    }
    memory = []
    for (index, layer) in network.layers.enumerated() {
      let first = operand(layer.source, layer, before: values)
      if layer.kind.isPointwise {
        let second =
          layer.operandCount == 2
          ? operand(layer.secondSource, layer, before: values) : first
        values = zip(first, second).map { pointwise(layer, $0, $1) }
        if layer.kind == .reverse { values = values.reversed() }
        memory += values
      } else if layer.kind == .history {
        values = histories[index] + first
        histories[index] = Array(values.suffix(histories[index].count))
        memory += values
      } else if layer.kind == .layerNorm {
        values = layerNorm(layer, first)
      } else if let shape = layer.convolution {
        values = (0..<shape.outputFrames).flatMap {
          convolution(layer, shape, first, $0)
        }
      } else {
        values = step(index, first)
      }
    }
    return values.map { Int16($0) }
  }

  /// What takes the place of a gap.
  private func fill(_ index: Int, run: Int?) -> Int {
    guard let run else { return 0 }
    return switch network.gapPolicy {
    case .refuse, .mean: 0
    case .hold: held[index]
    case .holdThenMean(let steps), .holdThenReset(let steps):
      run > steps ? 0 : held[index]
    }
  }

  /// What a layer takes.
  private func operand(
    _ source: Int?, _ layer: QuantizedLayer, before: [Int]
  ) -> [Int] {
    source.map { Array(memory[$0..<$0 + layer.takenCount]) } ?? before
  }

  /// One frame of a convolution.
  private mutating func convolution(
    _ layer: QuantizedLayer, _ shape: FrameShape, _ x: [Int], _ output: Int
  ) -> [Int] {
    let window = (0..<shape.kernel).flatMap { tap -> [Int] in
      let frame =
        shape.stride * output - shape.leftPadding + shape.dilation * tap
      return (0..<shape.channels).map { channel in
        0..<shape.frames ~= frame ? x[frame * shape.channels + channel] : 0
      }
    }
    return (0..<layer.outputSize).map { unit in
      self.output(layer.kind, preactivation(layer, 0, unit, window, []))
    }
  }

  /// The square of the deviation as a sum of squares; the root and the quotient
  /// by halving of where they lie.
  private func layerNorm(_ layer: QuantizedLayer, _ x: [Int]) -> [Int] {
    let (n, sum) = (x.count, x.reduce(0, +))
    let squares = x.reduce(Int128(0)) { total, value in
      let deviation = Int128(n * value - sum)
      return total + deviation * deviation
    }
    let w = squares / Int128(n) + Int128(layer.epsilon)
    let limit = Int128(1) << 56
    var k = 0
    while k < 27 && w << (2 * (k + 1)) < limit { k += 1 }
    let r = largest(Int128(1) << 28) { $0 * $0 <= w << (2 * k) }
    let q = largest(Int128(1) << 28) { $0 * r <= (limit >> 1) - 1 }
    return zip(x, layer.rows).map { value, row in
      let deviation = (n * value - sum) * Arithmetic.power(max(k - 3, 0))
      let z = Arithmetic.scale(
        deviation, Int(q) * Arithmetic.power(min(k, 3)))
      let v = Arithmetic.scale(z, Int(row.multiplier)) + Int(row.bias)
      return Arithmetic.saturate(Arithmetic.round(v, 7), bits: 16)
    }
  }

  /// The largest number from 0 on and below a limit that meets a condition,
  /// which 0 and every number below it meet.
  private func largest(
    _ limit: Int128, _ condition: (Int128) -> Bool
  ) -> Int128 {
    var (low, high) = (Int128(0), limit)
    while high - low > 1 {
      let middle = (low + high) / 2
      if condition(middle) { low = middle } else { high = middle }
    }
    return low
  }

  /// One place of a pointwise layer.
  private func pointwise(_ layer: QuantizedLayer, _ a: Int, _ b: Int) -> Int {
    let row = layer.rows.first
    let multiplier = Int(row?.multiplier ?? 0)
    let weights = (row?.inputWeights ?? []).map { Int($0) }
    switch layer.kind {
    case .copy, .reverse: return a
    case .multiply:
      return Arithmetic.saturate(
        Arithmetic.scale(a * b, multiplier), bits: 16)
    case .magnitude:
      let (a, b) = (min(abs(a), 32767), min(abs(b), 32767))
      // A Double holds the sum, and its root to the integer.
      return min(Int(Double(a * a + b * b).squareRoot()), 32767)
    case .leakyReLU:
      let v = a * weights[0]
      let m = v >= 0 ? multiplier : Int(layer.rows[1].multiplier)
      return Arithmetic.saturate(Arithmetic.scale(v, m), bits: 16)
    default:
      let sum = zip(weights, [a, b]).reduce(Int(row?.bias ?? 0)) {
        $0 + $1.0 * $1.1
      }
      return output(layer.kind, Arithmetic.scale(sum, multiplier))
    }
  }

  private mutating func step(_ index: Int, _ x: [Int]) -> [Int] {
    let layer = network.layers[index]
    let h = hidden[index]
    switch layer.kind {
    case .embedding:
      let unit = layer.weightBits == 8 ? 256 : 1
      return layer.table[x[0]].map { Int($0) * unit }
    case .lstm: hidden[index] = lstm(layer, index, x, h)
    case .gruResetAfter: hidden[index] = gruResetAfter(layer, x, h)
    case .gruResetBefore: hidden[index] = gruResetBefore(layer, x, h)
    default:
      let y = (0..<layer.outputSize).map { unit in
        output(layer.kind, preactivation(layer, 0, unit, x, h))
      }
      if layer.kind.isRecurrent { hidden[index] = y }
      return y
    }
    return hidden[index]
  }

  private mutating func lstm(
    _ layer: QuantizedLayer, _ index: Int, _ x: [Int], _ h: [Int]
  ) -> [Int] {
    let range = layer.cellRange
    return (0..<layer.outputSize).map { unit in
      let v = (0..<4).map { preactivation(layer, $0, unit, x, h) }
      let (i, f) = (gate(layer, v[0]), fineGate(layer, v[1]))
      let (g, o) = (candidate(layer, v[2]), gate(layer, v[3]))
      let c = Arithmetic.saturate(
        Arithmetic.scale(2 * cells[index][unit], f)
          + Arithmetic.round(i * g, range), bits: 31)
      cells[index][unit] = c
      let factor = layer.activations.candidate == .tanh ? 3 : 4
      let squashed = candidate(
        layer, Arithmetic.scale(c, factor * Arithmetic.power(15 + range)))
      return Arithmetic.round(o * squashed, 15)
    }
  }

  private mutating func gruResetAfter(
    _ layer: QuantizedLayer, _ x: [Int], _ h: [Int]
  ) -> [Int] {
    (0..<layer.outputSize).map { unit in
      let v = (0..<4).map { preactivation(layer, $0, unit, x, h) }
      let (r, z) = (gate(layer, v[0]), gate(layer, v[1]))
      let factor = min(r * 65536, 2_147_483_647)
      let n = candidate(layer, v[2] + Arithmetic.scale(v[3], factor))
      return n + Arithmetic.round(z * (h[unit] - n), 15)
    }
  }

  private mutating func gruResetBefore(
    _ layer: QuantizedLayer, _ x: [Int], _ h: [Int]
  ) -> [Int] {
    let q = (0..<layer.outputSize).map { unit in
      let r = gate(layer, preactivation(layer, 0, unit, x, h))
      return Arithmetic.round(r * h[unit], 15)
    }
    return (0..<layer.outputSize).map { unit in
      let z = gate(layer, preactivation(layer, 1, unit, x, h))
      let n = candidate(layer, preactivation(layer, 2, unit, x, q))
      return n + Arithmetic.round(z * (h[unit] - n), 15)
    }
  }

  /// The functions of "Other activations", or the usual ones.
  private func gate(_ layer: QuantizedLayer, _ v: Int) -> Int {
    layer.activations.gates == .sigmoid
      ? activation.sigmoid(v) : max(0, min(32768, v))
  }

  private func fineGate(_ layer: QuantizedLayer, _ v: Int) -> Int {
    layer.activations.gates == .sigmoid
      ? activation.fineSigmoid(v) : min(gate(layer, v) * 65536, 2_147_483_647)
  }

  private func candidate(_ layer: QuantizedLayer, _ v: Int) -> Int {
    switch layer.activations.candidate {
    case .tanh: activation.tanh(v)
    case .relu: Arithmetic.saturate(max(v, 0), bits: 16)
    case .linear: Arithmetic.saturate(v, bits: 16)
    }
  }

  private func output(_ kind: QuantizedLayer.Kind, _ v: Int) -> Int {
    switch kind {
    case .rnnTanh, .denseTanh, .sumTanh, .convTanh: activation.tanh(v)
    case .denseSigmoid, .sumSigmoid, .convSigmoid: activation.sigmoid(v)
    case .rnnReLU, .denseReLU, .sumReLU, .convReLU:
      Arithmetic.saturate(max(v, 0), bits: 16)
    default: Arithmetic.saturate(v, bits: 16)
    }
  }

  /// Section 3.
  private mutating func preactivation(
    _ layer: QuantizedLayer, _ gate: Int, _ unit: Int, _ x: [Int], _ h: [Int]
  ) -> Int {
    let row = layer.rows[gate * layer.outputSize + unit]
    var sum = 0
    for (weight, value) in zip(row.inputWeights, x) {
      sum += Int(weight) * operand(value)
      note(sum)
    }
    sum *= Arithmetic.power(layer.inputShift)
    note(sum)
    for (weight, value) in zip(row.hiddenWeights, h) {
      sum += Int(weight) * operand(value)
      note(sum)
    }
    sum += Int(row.bias)
    note(sum)
    return Arithmetic.scale(sum, Int(row.multiplier))
  }

  private func operand(_ a: Int) -> Int {
    network.activationBits == 16 ? a : min(Arithmetic.round(a, 8), 127) * 256
  }

  private mutating func note(_ sum: Int) {
    largestSum = max(largestSum, abs(sum))
  }
}
