import CSwiftlet
import Foundation
import SwiftletFormat
import SwiftletRuntime

/// Compares the kernels of every set of instructions that this machine has
/// with Swift's own steps, which define them: outputs and whole states of
/// random networks from random states, edge values among all of them.
package struct KernelComparison {
  /// Blocks of random weights that were compared so far.
  package private(set) var blockCount = 0
  /// Where kernels differed: the network and the set of instructions.
  package private(set) var differences: [String] = []
  private var generator: Generator

  /// A comparison of the networks that follow from a seed.
  package init(seed: UInt32) { generator = Generator(seed: seed) }

  /// Compares networks until they have had a number of blocks.
  package mutating func run(blocks: Int) throws {
    while blockCount < blocks && differences.isEmpty { try compareNetwork() }
  }

  private mutating func compareNetwork() throws {
    let network = generator.edgeNetwork()
    let model = try QuantizedModel(bytes: Data(network.fileBytes()))
    let runner = LevelRunner(model, streams: 1 + generator.below(20))
    for _ in 0..<2 {
      runner.setInputs { generator.edgeValue() }
      runner.setStates { generator.edgeValue() }
      let expected = runner.step(level: 0)
      for level in kernelLevels.dropFirst() {
        if runner.step(level: level) != expected {
          differences.append("\(network.layers.map(\.kind)), level \(level)")
        }
        if runner.stepTogether(level: level) != expected {
          differences.append(
            "\(network.layers.map(\.kind)), level \(level), "
              + "\(runner.streamCount) streams")
        }
      }
    }
    blockCount += network.layers.reduce(0) { $0 + $1.blockCount }
  }
}

/// Steps of streams of one model from the same states with kernels of any
/// level.
private final class LevelRunner {
  let streamCount: Int
  private let model: QuantizedModel
  private let stateSize: Int
  private let arenas: [UnsafeMutableRawBufferPointer]
  private let streams: [UnsafeMutablePointer<swiftlet_stream>?]
  private var states: [[UInt8]] = []
  private var inputs: [Int16] = []

  init(_ model: QuantizedModel, streams count: Int) {
    self.model = model
    streamCount = count
    var handle = model.handle
    stateSize = swiftlet_state_size(&handle)
    let size = swiftlet_arena_size(&handle)
    arenas = (0..<count).map { _ in
      .allocate(byteCount: size, alignment: 16)
    }
    streams = arenas.map { arena in
      let stream = UnsafeMutablePointer<swiftlet_stream>.allocate(capacity: 1)
      swiftlet_start(stream, &handle, arena.baseAddress, arena.count)
      return stream
    }
  }

  deinit {
    arenas.forEach { $0.deallocate() }
    streams.forEach { $0?.deallocate() }
  }

  func setInputs(_ value: () -> Int16) {
    inputs = (0..<streamCount * model.inputCount).map { _ in value() }
  }

  func setStates(_ value: () -> Int16) {
    states = arenas.map { _ in
      (0..<stateSize / 2).flatMap { _ in
        let bits = UInt16(bitPattern: value())
        return [UInt8(truncatingIfNeeded: bits), UInt8(bits >> 8)]
      }
    }
  }

  /// The outputs, and the states after a step of one stream after the other.
  func step(level: Int32) -> [Int] {
    run { outputs in
      for (index, stream) in streams.enumerated() {
        guard let stream else { continue }
        _ = SwiftletRuntime.step(
          stream, Array(inputs[(index * model.inputCount)...]),
          outputs + index * model.outputCount, level: level)
      }
    }
  }

  /// The same after one of all together.
  func stepTogether(level: Int32) -> [Int] {
    run { outputs in
      _ = SwiftletRuntime.stepMany(
        streams, streamCount, inputs, outputs, level: level, sharesAll: true)
    }
  }

  private func run(_ step: (UnsafeMutablePointer<Int16>) -> Void) -> [Int] {
    for (arena, state) in zip(arenas, states) { arena.copyBytes(from: state) }
    var outputs = [Int16](repeating: 0, count: streamCount * model.outputCount)
    outputs.withUnsafeMutableBufferPointer {
      if let first = $0.baseAddress { step(first) }
    }
    return outputs.map { Int($0) }
      + arenas.flatMap { $0[..<stateSize].map { Int($0) } }
  }
}

extension QuantizedLayer {
  /// Blocks of four columns, and of a tile's rows.
  fileprivate var blockCount: Int {
    if kind.isPointwise { return 0 }
    let hidden = kind.isRecurrent ? outputSize : 0
    let columns = (inputSize + 3) / 4 + (hidden + 3) / 4
    let gates = kind.gateCount
    return columns * (gates == 1 ? (outputSize + 3) / 4 : outputSize)
  }
}

extension Generator {
  /// A number, often at an end of its range or 0.
  fileprivate mutating func edgeValue() -> Int16 {
    let bits = next()
    switch bits & 15 {
    case 0: return .min
    case 1: return .max
    case 2: return -32767
    case 3: return 0
    default: return Int16(truncatingIfNeeded: bits >> 16)
    }
  }

  /// A layer that gives the whole range of values, ends included, a recurrent
  /// layer, which may take part of them from any place, and a dense one; all
  /// sizes leave parts of blocks.
  fileprivate mutating func edgeNetwork() -> QuantizedNetwork {
    let kinds: [QuantizedLayer.Kind] = [
      .lstm, .gruResetAfter, .gruResetBefore, .rnnTanh, .rnnReLU, .rnnLinear,
    ]
    let dense: [QuantizedLayer.Kind] = [
      .denseLinear, .denseReLU, .denseSigmoid, .denseTanh,
    ]
    let sizes = (0..<4).map { _ in 1 + below(70) }
    let kind = kinds[below(kinds.count)]
    let taken = below(3) == 0 ? 1 + below(sizes[1]) : sizes[1]
    var layers = [
      edgeLayer(.denseLinear, sizes[0], sizes[1]),
      edgeLayer(kind, taken, sizes[2]),
      edgeLayer(dense[below(4)], sizes[2], sizes[3]),
    ]
    if taken != sizes[1] {
      layers[1].source = below(sizes[1] - taken + 1)
      layers.insert(
        QuantizedLayer(
          kind: .copy, inputSize: sizes[1], outputSize: sizes[1],
          weightBits: 16), at: 1)
    }
    return QuantizedNetwork(
      layers: layers, activationBits: below(2) == 0 ? 8 : 16,
      inputs: (0..<sizes[0]).map {
        .init(
          name: "x\($0)", zero: 0, multiplier: 1, fractionBits: 0, shift: 0)
      },
      outputs: (0..<sizes[3]).map {
        .init(name: "y\($0)", multiplier: 1, offset: 0, fractionBits: 0)
      }, task: .regression, scoring: .everyStep, gapPolicy: .mean)
  }

  private mutating func edgeLayer(
    _ kind: QuantizedLayer.Kind, _ inputSize: Int, _ outputSize: Int
  ) -> QuantizedLayer {
    var layer = QuantizedLayer(
      kind: kind, inputSize: inputSize, outputSize: outputSize,
      weightBits: [4, 8, 8, 8, 8, 16][below(6)])
    if kind.isRecurrent { layer.inputShift = below(3) }
    if kind == .lstm { layer.cellRange = 1 + below(12) }
    if kind.hasGates && below(4) == 0 { layer.activations = edgeActivations() }
    layer.layout = layer.layouts[below(layer.layouts.count)]
    let splits = kind == .gruResetAfter
    layer.rows = (0..<kind.gateCount * outputSize).map { index in
      let gate = index / outputSize
      return edgeRow(
        layer, inputs: splits && gate == 3 ? 0 : inputSize,
        hidden: !kind.isRecurrent || splits && gate == 2 ? 0 : outputSize)
    }
    if below(3) == 0 {
      prune(&layer, to: Double(below(10)) / 10)
      // Some rows of panels lose more than others.
      let layout = layer.layout
      layer.layout = .narrow
      prune(&layer, to: 0.9)
      layer.layout = layout
    }
    return layer
  }

  private mutating func edgeActivations() -> GateActivations {
    let candidates: [GateActivations.Candidate] = [.tanh, .relu, .linear]
    return GateActivations(
      candidate: candidates[below(3)],
      gates: below(2) == 0 ? .sigmoid : .hardSigmoid)
  }

  /// A row whose bias uses the room that its weights leave.
  private mutating func edgeRow(
    _ layer: QuantizedLayer, inputs: Int, hidden: Int
  ) -> QuantizedRow {
    var room = 65535
    let weights = (0..<inputs).map { _ in
      edgeWeight(layer.weightBits, layer.inputShift, &room)
    }
    let recurrent = (0..<hidden).map { _ in
      edgeWeight(layer.weightBits, 0, &room)
    }
    let largestBias = 32767 + room * 32768
    let bits = next()
    let bias =
      switch bits & 7 {
      case 0: largestBias
      case 1: -largestBias
      default: signed(upTo: largestBias)
      }
    // From units far apart to units so near that all saturates.
    let multiplier = Int32.max >> Int32(below(24))
    return QuantizedRow(
      inputWeights: weights, hiddenWeights: recurrent, bias: Int32(bias),
      multiplier: bits & 0xF0 == 0 ? 0 : multiplier)
  }

  /// A weight, often at an end of its range, that takes its magnitude from the
  /// room that a row's sum has; one of 4 bits is a multiple of 16.
  private mutating func edgeWeight(
    _ bits: Int, _ shift: Int, _ room: inout Int
  ) -> Int16 {
    let unit = bits == 4 ? 16 : 1
    let limit = min(1 << (bits - 1) - 1, (room >> shift) / unit)
    let weight =
      switch below(16) {
      case 0: limit
      case 1: -limit
      case 2: 0
      default: signed(upTo: min(limit, 127))
      }
    room -= abs(unit * weight) << shift
    return Int16(unit * weight)
  }
}
