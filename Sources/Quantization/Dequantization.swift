import Cells
import ModelFormat

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
    if layer.kind == .embedding {
      let unit = layer.outputScale * (layer.weightBits == 8 ? 256 : 1)
      return store(
        layer.table.joined().map { Float($0) * unit }, .weight, index, model,
        &parameters)
    }
    let units = unitsPerReal(index, of: model)
    let scales = zip(layer.rows, units).map {
      Double($0.multiplier) / (4_294_967_296 * $1)
    }
    let rows = zip(layer.rows, scales)
    let inputUnits = layers[index].inputScales.map {
      Double(1 << layer.inputShift) / $0
    }
    let hiddenUnit = 1 / layers[index].outputScale
    let isDense = !layer.kind.isRecurrent
    store(
      rows.flatMap { row, scale in
        zip(row.inputWeights, inputUnits).map { Float(Double($0) * $1 * scale) }
      }, isDense ? .weight : .inputWeight, index, model, &parameters)
    store(
      rows.flatMap { row, scale in
        row.hiddenWeights.map { Float(Double($0) * hiddenUnit * scale) }
      }, .recurrentWeight, index, model, &parameters)
    let biases = rows.map { Float(Double($0.bias) * $1) }
    let count = biases.count - (layer.kind == .gruResetAfter ? layer.outputSize : 0)
    store(Array(biases[..<count]), .bias, index, model, &parameters)
    store(Array(biases[count...]), .candidateBias, index, model, &parameters)
  }

  private func store(
    _ values: [Float], _ role: TensorRole, _ index: Int, _ model: FloatModel,
    _ parameters: inout [Float]
  ) {
    guard let tensor = model.network.tensor(role, ofLayer: index) else {
      return
    }
    parameters.replaceSubrange(tensor.range, with: values)
  }

  /// Units of each row's pre-activation in 1.
  private func unitsPerReal(_ index: Int, of model: FloatModel) -> [Double] {
    realRows(index, of: model).map(\.unitsPerReal)
  }
}
