import Foundation
import SwiftletCells
import SwiftletFormat
import SwiftletRuntime

extension QuantizationPlan {
  /// What a multiplier and a bias of a layer normalization count per unit of
  /// its output (ARITHMETIC.md, section 5): z has 23 fraction bits, and an
  /// output 7 until it is rounded.
  private enum PerUnit {
    static let multiplier = 65536.0
    static let bias = 128.0
  }

  /// The finest unit of a layer normalization's output that multipliers reach.
  static func finestUnit(ofGains gains: [Float]) -> Double {
    let largest = gains.reduce(0) { max($0, abs(Double($1))) }
    return largest * PerUnit.multiplier / 2_147_483_647
  }

  /// Gives a layer normalization its integers.
  ///
  /// - Parameter tensors: The layer's gains and biases.
  /// - Throws: `QuantizationError` where epsilon is too large for its values.
  func setLayerNorm(
    _ layer: inout QuantizedLayer, _ index: Int, epsilon: Float,
    _ tensors: RealRows
  ) throws {
    let plan = layers[index]
    let size = Double(layer.inputSize) / plan.takenScales[0]
    let e = (Double(epsilon) * size * size).rounded()
    guard e < 36_028_797_018_963_968 else {
      throw QuantizationError(
        "layer \(index) ('layer_norm'): its epsilon of \(epsilon) is too large "
          + "beside the values that it takes; train with a smaller one, or with "
          + "larger values")
    }
    layer.epsilon = Int(e)
    layer.rows = zip(tensors.tensor(.gain), tensors.tensor(.bias)).map {
      gain, bias in
      QuantizedRow(
        inputWeights: [], hiddenWeights: [],
        bias: integer(
          bias[0] / plan.outputScale * PerUnit.bias, upTo: 1 << 30),
        multiplier: integer(
          gain[0] / plan.outputScale * PerUnit.multiplier, upTo: .max))
    }
  }

  private func integer(_ value: Double, upTo largest: Int32) -> Int32 {
    Int32(max(-Double(largest), min(Double(largest), value.rounded())))
  }

  /// The gains and biases that a layer normalization's integers stand for.
  func layerNormValues(
    _ layer: QuantizedLayer
  ) -> [(TensorRole, [Float])] {
    let unit = Double(layer.outputScale)
    return [
      (
        .gain,
        layer.rows.map {
          Float(Double($0.multiplier) * unit / PerUnit.multiplier)
        }
      ),
      (.bias, layer.rows.map { Float(Double($0.bias) * unit / PerUnit.bias) }),
    ]
  }
}
