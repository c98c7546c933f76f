import SwiftletCells
import SwiftletFormat
import SwiftletQuantization
import SwiftletRuntime
import Testing

/// A network of one layer of 6 inputs and 14 units without a weight of zero.
func sampleNetwork(_ kind: QuantizedLayer.Kind) -> QuantizedNetwork {
  var layer = QuantizedLayer(
    kind: kind, inputSize: 6, outputSize: 14, weightBits: 8)
  layer.cellRange = kind == .lstm ? 2 : 0
  layer.rows = (0..<kind.gateCount * 14).map { row in
    let splits = kind == .gruResetAfter
    return QuantizedRow(
      inputWeights: splits && row / 14 == 3 ? [] : (1...6).map { $0 },
      hiddenWeights: splits && row / 14 == 2 ? [] : (1...14).map { $0 },
      bias: 0, multiplier: 1 << 20)
  }
  return QuantizedNetwork(
    layers: [layer], activationBits: 16,
    inputs: (0..<6).map {
      .init(
        name: "x\($0)", zero: 0, multiplier: 1 << 30, fractionBits: 14,
        shift: 2)
    },
    outputs: (0..<14).map {
      .init(name: "y\($0)", multiplier: 65536, offset: 0, fractionBits: 15)
    }, task: .regression, scoring: .everyStep, gapPolicy: .refuse)
}

/// A weight's place: its row in `QuantizedLayer.rows`, and its column over
/// which operand.
struct Place: Hashable {
  var row: Int
  var operand: WeightBlock.Operand
  var column: Int
}

extension QuantizedLayer {
  mutating func clear(_ block: WeightBlock) {
    for row in block.rows {
      for column in block.columns {
        switch block.operand {
        case .input: rows[row].inputWeights[column] = 0
        case .hidden: rows[row].hiddenWeights[column] = 0
        }
      }
    }
  }

  /// The places of weights that are not zero.
  var places: Set<Place> {
    Set(
      rows.enumerated().flatMap { row, weights in
        weights.inputWeights.indices.filter { weights.inputWeights[$0] != 0 }
          .map { Place(row: row, operand: .input, column: $0) }
          + weights.hiddenWeights.indices
          .filter { weights.hiddenWeights[$0] != 0 }
          .map { Place(row: row, operand: .hidden, column: $0) }
      })
  }

  /// The blocks that have a weight that is not zero.
  var keptBlocks: [WeightBlock] {
    let places = places
    return weightBlocks.filter { block in
      block.rows.contains { row in
        block.columns.contains {
          places.contains(
            Place(row: row, operand: block.operand, column: $0))
        }
      }
    }
  }
}

/// The rule of magnitudes, from the model's own tensors.
struct PruningReference {
  private let model: FloatModel
  private let inputPower: Double
  private let hiddenPower: Double

  init(_ model: FloatModel, _ sequences: [DataSequence]) throws {
    self.model = model
    var (inputs, hidden): ([Double], [Double]) = ([], [])
    for sequence in sequences {
      var stream = FloatStream(model)
      let width = model.inputs.count
      for step in 0..<sequence.timesteps {
        _ = try stream.step(
          Array(sequence.features[step * width..<(step + 1) * width]))
        inputs += stream.lastInput
        hidden += stream.runner.layerOutputs[0]
      }
    }
    inputPower = inputs.map { $0 * $0 }.reduce(0, +) / Double(inputs.count)
    hiddenPower = hidden.map { $0 * $0 }.reduce(0, +) / Double(hidden.count)
  }

  /// The places in the blocks of the largest magnitudes.
  func kept(_ count: Int) throws -> Set<Place> {
    var magnitudes: [[Int]: Double] = [:]
    var places: [[Int]: Set<Place>] = [:]
    for (role, operand, power) in [
      (TensorRole.inputWeight, WeightBlock.Operand.input, inputPower),
      (.recurrentWeight, .hidden, hiddenPower),
    ] {
      let tensor = try #require(model.network.tensor(role, ofLayer: 0))
      for index in 0..<tensor.count {
        let (row, column) = (index / tensor.columns, index % tensor.columns)
        let weight = Double(model.parameters[tensor.offset + index])
        let key =
          tile(ofRow: row) + [operand == .input ? 0 : 1, column / 4]
        magnitudes[key, default: 0] += weight * weight * power
        places[key, default: []].insert(
          Place(
            row: fileRow(row, operand), operand: operand, column: column))
      }
    }
    let order = magnitudes.sorted { $0.value > $1.value }
    return order.prefix(count).reduce(into: []) {
      $0.formUnion(places[$1.key] ?? [])
    }
  }

  /// The unit whose gates make a tile, or four units of one gate.
  private func tile(ofRow row: Int) -> [Int] {
    let size = model.network.layers[0].outputSize
    let (gate, unit) = (row / size, row % size)
    switch model.network.layers[0] {
    case .lstm, .gru(_, _, resetAfter: true, _): return [unit]
    default: return [gate, unit / 4]
    }
  }

  /// A reset-after GRU's candidate has its hidden weights in a fourth gate.
  private func fileRow(_ row: Int, _ operand: WeightBlock.Operand) -> Int {
    let layer = model.network.layers[0]
    let isCandidate = row / layer.outputSize == 2
    if case .gru(_, _, resetAfter: true, _) = layer, isCandidate,
      operand == .hidden
    {
      return row + layer.outputSize
    }
    return row
  }
}
