import Cells
import ModelFormat

extension QuantizationPlan {
  /// A model's layers in integers.
  ///
  /// - Parameter model: the model of the plan, or one with other parameters.
  /// - Throws: `QuantizationError` when a row fits no integers.
  func quantizedLayers(of model: FloatModel) throws -> [QuantizedLayer] {
    try model.network.layers.indices.map { try quantizedLayer($0, of: model) }
  }

  /// The rows of a layer in the units of its operands.
  func realRows(_ index: Int, of model: FloatModel) -> RealRows {
    RealRows(
      model: model, index: index, inputScales: layers[index].inputScales,
      outputScale: layers[index].outputScale)
  }

  private func quantizedLayer(
    _ index: Int, of model: FloatModel
  ) throws -> QuantizedLayer {
    let (source, plan) = (model.network.layers[index], layers[index])
    let rows = realRows(index, of: model)
    var layer = QuantizedLayer(
      kind: kind(of: source), inputSize: source.inputSize,
      outputSize: source.outputSize,
      weightBits: source.isEmbedding ? options.tableBits : options.weightBits)
    layer.outputScale = Float(plan.outputScale)
    layer.cellRange = plan.cellRange
    if source.isEmbedding {
      layer.table = table(rows.tensor(.weight), scale: plan.outputScale)
      return layer
    }
    let quantizer = LayerQuantizer(
      options: options, rows: rows.rows(), inputPower: plan.inputPower,
      hiddenPower: plan.outputPower)
    (layer.rows, layer.inputShift) = try quantizer.quantize(layer: index)
    return layer
  }

  private func table(_ rows: [[Double]], scale: Double) -> [[Int16]] {
    let unit = options.tableBits == 8 ? 256 * scale : scale
    let largest: Double = options.tableBits == 8 ? 127 : 32767
    return rows.map { row in
      row.map { Int16(max(-largest, min(largest, ($0 / unit).rounded()))) }
    }
  }

  private func kind(of layer: Layer) -> QuantizedLayer.Kind {
    switch layer {
    case .embedding: .embedding
    case .simpleRNN(_, _, .tanh): .rnnTanh
    case .simpleRNN(_, _, .relu): .rnnReLU
    case .gru(_, _, resetAfter: true): .gruResetAfter
    case .gru(_, _, resetAfter: false): .gruResetBefore
    case .lstm: .lstm
    case .dense(_, _, .linear): .denseLinear
    case .dense(_, _, .relu): .denseReLU
    case .dense(_, _, .sigmoid): .denseSigmoid
    case .dense(_, _, .tanh): .denseTanh
    }
  }
}
