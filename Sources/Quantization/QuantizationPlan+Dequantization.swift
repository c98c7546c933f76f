import SwiftletCells
import SwiftletFormat

extension QuantizationPlan {
  /// The parameters that a quantized layer's integers stand for.
  ///
  /// - Parameters:
  ///   - model: the model that the layer was quantized from.
  ///   - parameters: where they go; of the same layout as the model's.
  func dequantize(
    _ layer: QuantizedLayer, _ index: Int, of model: FloatModel,
    into parameters: inout [Float]
  ) {
    if layer.kind.isKept { return }
    let tensors: [(TensorRole, [Float])] =
      switch layer.kind {
      case .embedding: [(.weight, tableValues(layer))]
      case .layerNorm: layerNormValues(layer)
      default: rowValues(layer, index, model)
      }
    for (role, values) in tensors {
      guard let tensor = model.network.tensor(role, ofLayer: index) else {
        continue
      }
      parameters.replaceSubrange(tensor.range, with: values)
    }
  }

  private func tableValues(_ layer: QuantizedLayer) -> [Float] {
    let unit = layer.outputScale * (layer.weightBits == 8 ? 256 : 1)
    return layer.table.joined().map { Float($0) * unit }
  }

  /// What the rows hold of each tensor of a layer.
  private func rowValues(
    _ layer: QuantizedLayer, _ index: Int, _ model: FloatModel
  ) -> [(TensorRole, [Float])] {
    let realRows = realRows(index, of: model)
    let rows = zip(layer.rows, unitScales(layer, realRows))
    let inputUnits = layers[index].inputScales.map {
      Double(1 << layer.inputShift) / $0
    }
    let hiddenUnit = 1 / layers[index].outputScale
    let biases = zip(rows, realRows).map {
      Float(Double($0.0.bias) * $0.1 - $1.offset)
    }
    // A reset-after GRU's last gate has a bias of its own.
    let own = layer.kind == .gruResetAfter ? layer.outputSize : 0
    return [
      (
        layer.kind.isRecurrent ? .inputWeight : .weight,
        rows.flatMap { row, scale in
          zip(row.inputWeights, inputUnits).map {
            Float(Double($0) * $1 * scale)
          }
        }
      ),
      (
        .recurrentWeight,
        rows.flatMap { row, scale in
          row.hiddenWeights.map { Float(Double($0) * hiddenUnit * scale) }
        }
      ), (.bias, biases.dropLast(own)), (.candidateBias, biases.suffix(own)),
    ]
  }

  /// What one unit of each row's sum stands for.
  private func unitScales(
    _ layer: QuantizedLayer, _ rows: [RealRow]
  ) -> [Double] {
    zip(layer.rows, rows).map { row, real in
      Double(row.multiplier) / (4_294_967_296 * real.unitsPerReal)
    }
  }
}
