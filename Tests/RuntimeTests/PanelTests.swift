import CSwiftlet
import Foundation
import RandomNetworks
import SwiftletFormat
import Testing

@Suite("Panels")
struct PanelTests {
  private static let kinds: [QuantizedLayer.Kind] = [
    .lstm, .gruResetAfter, .gruResetBefore, .rnnTanh, .denseLinear,
  ]

  /// A network of one layer of 18 units and 6 inputs, in panels.
  private func network(
    _ kind: QuantizedLayer.Kind, weightBits: Int = 8, density: Double = 1
  ) -> QuantizedNetwork {
    var plan = NetworkPlan(
      name: "", inputSize: 6, layers: [(kind, 18)], weightBits: weightBits)
    plan.layout = .panels
    plan.density = density
    var generator = Generator(seed: 4)
    return generator.network(plan)
  }

  private func weightsOffset(_ bytes: [UInt8]) -> Int {
    let entry = Int(bytes[40]) + 256 * Int(bytes[41])
    return Int(bytes[entry + 12]) + 256 * Int(bytes[entry + 13])
  }

  /// Which panel holds a unit's gate: those of a GRU that resets before hold one
  /// each, first all reset gates, then by turns update gates and candidates.
  private func panel(_ kind: QuantizedLayer.Kind, _ gate: Int, _ unit: Int)
    -> Int
  {
    let place = unit / 16
    return switch (kind, gate) {
    case (.gruResetBefore, 1...): 2 + 2 * place + gate - 1
    default: place
    }
  }

  /// Rows of a panel's units, and how many biases they have.
  private func counts(_ kind: QuantizedLayer.Kind) -> (rows: Int, biases: Int) {
    switch kind {
    case .lstm: (4, 4)
    case .gruResetAfter: (3, 4)
    default: (1, 1)
    }
  }

  @Test(
    "hold each weight, bias and multiplier where FORMAT.md says",
    arguments: kinds)
  func places(kind: QuantizedLayer.Kind) throws {
    let network = network(kind)
    let layer = network.layers[0]
    let bytes = try network.fileBytes()
    let start = weightsOffset(bytes)
    let (rows, biases) = counts(kind)
    let (inputBlocks, hiddenBlocks) = (2, kind == .denseLinear ? 0 : 5)
    let size = 64 * (rows * (inputBlocks + hiddenBlocks) + 2 * biases)
    for (index, row) in layer.rows.enumerated() {
      let (gate, unit) = (index / 18, index % 18)
      func byte(_ at: Int) -> UInt8 {
        bytes[start + panel(kind, gate, unit) * size + unit % 16 * 4 + at]
      }
      func word(_ at: Int) -> Int32 {
        (0..<4).reduce(0) { $0 | Int32(byte(at + $1)) << Int32(8 * $1) }
      }
      // The candidate's part over the hidden state is the third row there.
      let place = min(gate, rows - 1)
      for (column, weight) in row.inputWeights.enumerated() {
        let at = 64 * (rows * (column / 4) + place) + column % 4
        #expect(Int8(bitPattern: byte(at)) == Int8(weight))
      }
      for (column, weight) in row.hiddenWeights.enumerated() {
        let block = inputBlocks + column / 4
        let at = 64 * (rows * block + place) + column % 4
        #expect(Int8(bitPattern: byte(at)) == Int8(weight))
      }
      let after =
        64 * rows * (inputBlocks + hiddenBlocks) + 64 * min(gate, biases - 1)
      #expect(word(after) == row.bias)
      #expect(word(after + 64 * biases) == row.multiplier)
    }
  }

  @Test("of 16 bits hold two columns of each unit a vector", arguments: kinds)
  func wideWeights(kind: QuantizedLayer.Kind) throws {
    let network = network(kind, weightBits: 16)
    let bytes = try network.fileBytes()
    let start = weightsOffset(bytes)
    let (rows, biases) = counts(kind)
    let size =
      64 * (2 * rows * (2 + (kind == .denseLinear ? 0 : 5)) + 2 * biases)
    for (index, row) in network.layers[0].rows.enumerated() {
      let (gate, unit) = (index / 18, index % 18)
      let panel = start + panel(kind, gate, unit) * size + unit % 16 * 4
      for (columns, weights) in [(0, row.inputWeights), (8, row.hiddenWeights)]
      {
        for (column, weight) in weights.enumerated() {
          let block = (columns + column) / 4
          let vector = 2 * (rows * block + min(gate, rows - 1)) + column % 4 / 2
          let at = panel + 64 * vector + 2 * (column % 2)
          let bits = UInt16(bytes[at]) | UInt16(bytes[at + 1]) << 8
          #expect(Int16(bitPattern: bits) == weight)
        }
      }
    }
  }

  @Test("keep blocks with their places", arguments: kinds)
  func keptBlocks(kind: QuantizedLayer.Kind) throws {
    let network = network(kind, density: 0.5)
    let bytes = try network.fileBytes()
    let entry = Int(bytes[40]) + 256 * Int(bytes[41])
    let hasHidden = kind != .denseLinear
    #expect(bytes[entry + 9] == 3)
    let kept = [Int(bytes[entry + 24]), Int(bytes[entry + 26])]
    #expect(kept == [1, hasHidden ? 3 : 0])
    let (rows, biases) = counts(kind)
    let sizes = kept.map { ($0 > 0 ? 64 : 0) + 64 * rows * $0 }
    let size = sizes[0] + sizes[1] + 128 * biases
    for (index, row) in network.layers[0].rows.enumerated() {
      let (gate, unit) = (index / 18, index % 18)
      let place = min(gate, rows - 1)
      let panel = weightsOffset(bytes) + panel(kind, gate, unit) * size
      for (operand, weights) in [row.inputWeights, row.hiddenWeights]
        .enumerated()
      {
        let run = panel + operand * sizes[0]
        var read = [Int16](repeating: 0, count: weights.count + 3)
        for one in 0..<kept[operand] where !weights.isEmpty {
          let block = Int(bytes[run + 2 * (rows * one + place)])
          for column in 0..<4 where 4 * block + column < read.count {
            let at = run + 64 + 64 * (rows * one + place) + 4 * (unit % 16)
            read[4 * block + column] = Int16(
              Int8(bitPattern: bytes[at + column]))
          }
        }
        #expect(read.prefix(weights.count) == weights[...])
      }
    }
  }

  @Test(
    "of kept blocks, or of 16 bits, give the outputs of blocks of 4 columns",
    arguments: kinds, [(8, 0.25), (8, 0.5), (16, 1)])
  func otherOutputs(
    kind: QuantizedLayer.Kind, form: (weightBits: Int, density: Double)
  ) throws {
    for activationBits in [8, 16] {
      var plan = NetworkPlan(
        name: "", inputSize: 21, layers: [(kind, 37), (.denseLinear, 3)],
        weightBits: form.weightBits, activationBits: activationBits)
      (plan.layout, plan.density) = (.panels, form.density)
      var (network, panels) = try makeModel(plan)
      #expect(panels.layers[0].layout == .panels)
      #expect((panels.layers[0].keptBlocks != nil) == (form.density < 1))
      #expect(panels.network == network)
      network.setLayout(.narrow)
      let blocks = try QuantizedModel(bytes: Data(network.fileBytes()))
      let streams = (QuantizedStream(panels), QuantizedStream(blocks))
      for input in inputs(plan, count: 30) {
        #expect(try streams.0.step(input) == streams.1.step(input))
      }
    }
  }

  @Test("of kept blocks that contradict their layer are refused")
  func forgedPlaces() throws {
    let good = try network(.lstm, density: 0.5).fileBytes()
    let entry = Int(good[40]) + 256 * Int(good[41])
    let start = weightsOffset(good)
    let overHidden = start + 64 + 4 * 64
    #expect(AlignedBytes(withChecksums(good)).open().0 == SWIFTLET_OK)
    let lies: [(rule: String, at: Int, byte: UInt8, swiftlet_status)] = [
      ("a place beyond the input", start, 2, SWIFTLET_INVALID_MODEL),
      ("a place beyond the state", overHidden + 16, 5, SWIFTLET_INVALID_MODEL),
      (
        "a place twice", overHidden + 8, good[overHidden],
        SWIFTLET_INVALID_MODEL
      ),
      ("no block over the input", entry + 24, 0, SWIFTLET_INVALID_MODEL),
      ("more blocks than there are", entry + 24, 3, SWIFTLET_INVALID_MODEL),
      ("no block over the state", entry + 26, 0, SWIFTLET_INVALID_MODEL),
      ("a weight of -128", start + 64, 0x80, SWIFTLET_OVERFLOW),
      ("16 bits", entry + 2, 16, SWIFTLET_UNSUPPORTED_FEATURE),
    ]
    for (rule, at, byte, status) in lies {
      var bytes = good
      bytes[at] = byte
      #expect(AlignedBytes(withChecksums(bytes)).open().0 == status, "\(rule)")
    }
  }

  @Test("give the outputs of blocks of 4 columns", arguments: [8, 16])
  func outputs(activationBits: Int) throws {
    for plan in NetworkPlan.golden
    where plan.layout == .panels && plan.activationBits == activationBits {
      var (network, panels) = try makeModel(plan)
      network.setLayout(.narrow)
      let blocks = try QuantizedModel(bytes: Data(network.fileBytes()))
      let streams = (QuantizedStream(panels), QuantizedStream(blocks))
      for input in inputs(plan, count: 50) {
        #expect(try streams.0.step(input) == streams.1.step(input))
      }
    }
  }

  @Test("that contradict their layer are refused")
  func forged() throws {
    let good = try network(.lstm).fileBytes()
    let entry = Int(good[40]) + 256 * Int(good[41])
    let multiplier = weightsOffset(good) + 64 * (4 * 7 + 4) + 3
    #expect(AlignedBytes(withChecksums(good)).open().0 == SWIFTLET_OK)
    let lies: [(rule: String, at: Int, byte: UInt8, swiftlet_status)] = [
      ("a storage of 4", entry + 9, 4, SWIFTLET_UNSUPPORTED_FEATURE),
      ("kept panels of no blocks", entry + 9, 3, SWIFTLET_INVALID_MODEL),
      (
        "another size", entry + 17, good[entry + 17] - 1,
        SWIFTLET_INVALID_MODEL
      ),
      ("blocks of 16 columns", entry + 3, 16, SWIFTLET_UNSUPPORTED_FEATURE),
      ("blocks of 5 columns", entry + 3, 5, SWIFTLET_UNSUPPORTED_FEATURE),
      ("16 bits", entry + 2, 16, SWIFTLET_INVALID_MODEL),
      ("4 bits", entry + 2, 4, SWIFTLET_UNSUPPORTED_FEATURE),
      ("a negative multiplier", multiplier, 0x80, SWIFTLET_OVERFLOW),
    ]
    for (rule, at, byte, status) in lies {
      var bytes = good
      bytes[at] = byte
      #expect(AlignedBytes(withChecksums(bytes)).open().0 == status, "\(rule)")
    }
  }

  @Test("are refused of a layer without tiles")
  func withoutTiles() throws {
    var network = network(.denseLinear, weightBits: 16)
    network.setLayout(.narrow)
    network.layers.insert(
      QuantizedLayer(
        kind: .copy, inputSize: 6, outputSize: 6, weightBits: 16), at: 0)
    network.layers[1].source = 0
    var bytes = try network.fileBytes()
    #expect(AlignedBytes(withChecksums(bytes)).open().0 == SWIFTLET_OK)
    bytes[Int(bytes[40]) + 256 * Int(bytes[41]) + 9] = 2
    let status = AlignedBytes(withChecksums(bytes)).open().0
    #expect(status == SWIFTLET_UNSUPPORTED_FEATURE)
  }
}
