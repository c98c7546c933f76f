import Foundation
import SwiftletCells

extension QuantizationPlan {
  /// Why a row fits no integers: what it meets is far larger than what networks
  /// are trained on, or its weights are.
  func refusal(of row: RealRow, ofLayer index: Int) -> QuantizationError {
    let layer = layers[index]
    let weights =
      zip(row.inputWeights, layer.inputScales).map(/)
      + row.hiddenWeights.map { $0 / layer.outputScale }
    let largest = weights.reduce(0) { max($0, abs($1)) }
    let reaches = inputReaches(ofLayer: index)
    let reach = reaches.max() ?? 0
    guard reach > largest else {
      return QuantizationError(
        "layer \(index): a row's weights are too large for its activation; "
          + "train with smaller weights, or normalise the inputs")
    }
    guard index == 0, let input = reaches.firstIndex(where: { $0 > reach / 2 })
    else {
      let values =
        index == 1 && takesSymbols
        ? "the embedding's values" : "the values that it takes"
      return QuantizationError(
        "layer \(index): \(values) reach \(reach.brief), too much for its "
          + "weights; train with smaller weights")
    }
    return .far(model.inputs[input], calibration.inputs[input])
  }

  /// The largest magnitudes of a layer's inputs.
  private func inputReaches(ofLayer index: Int) -> [Double] {
    index == 0
      ? calibration.inputs.map(\.reach)
      : layers[index].inputScales.map { options.largestOperand * $0 }
  }
}

extension QuantizationError {
  /// A feature reaches beyond what a network can be trained on: all of it, or
  /// a few outliers.
  static func far(
    _ channel: FloatModel.Channel, _ seen: Calibration.InputRange
  ) -> QuantizationError {
    let what =
      "feature \(channel.name) reaches \(seen.reach.brief) deviations of what "
      + "the network was trained on"
    return QuantizationError(
      seen.reach > 100 * seen.usual
        ? what + ", but 99 % of its values stay within \(seen.usual.brief); "
          + "take the outliers out of the data"
        : what + "; give import `mean` and `deviation`")
  }

  /// A layer's outputs leave the range of numbers.
  static func endless(layer index: Int) -> QuantizationError {
    QuantizationError(
      "layer \(index): its outputs grow without end on the data; train with "
        + "smaller weights")
  }
}

extension Calibration.InputRange {
  /// What 99 of 100 magnitudes do not exceed.
  fileprivate var usual: Double {
    let magnitudes = magnitudes
    return magnitudes[(magnitudes.count - 1) * 99 / 100]
  }
}

extension Double {
  fileprivate var brief: String { String(format: "%.6g", self) }
}
