import Foundation
import SwiftletCells
import SwiftletFormat
import SwiftletRuntime

extension Quantizer {
  /// What of the data the integers cannot show.
  func dataCause(_ network: QuantizedNetwork) -> String? {
    let inputs = plan.takesSymbols ? [] : Array(network.inputs.indices)
    return inputs.lazy.compactMap { inputCause($0, network) }.first
      ?? network.outputs.indices.lazy.compactMap {
        outputCause($0, network)
      }.first
      ?? network.layers.indices.lazy.compactMap { cellCause($0, network) }.first
  }

  /// A feature of which a deviation is few of the device's numbers, or few
  /// units of its int16.
  private func inputCause(
    _ index: Int, _ network: QuantizedNetwork
  ) -> String? {
    let (channel, range) = (
      plan.model.inputs[index], plan.calibration.inputs[index]
    )
    if !range.isInteger,
      let numbers = channel.fewNumbers(network.inputs[index].fractionBits)
    {
      return "a deviation of the feature '\(channel.name)' is \(numbers); "
        + (channel.isShifted
          ? "subtract a constant from it"
          : "scale it up, for example by \(channel.power)")
    }
    return range.reach > 64 && 1 / plan.inputScales[index] < 64
      ? QuantizationError.far(channel, range).description : nil
  }

  /// A value predicted of which a deviation is few of the device's numbers.
  private func outputCause(
    _ index: Int, _ network: QuantizedNetwork
  ) -> String? {
    let channel = plan.model.outputs[index]
    guard plan.model.task == .regression,
      let numbers = channel.fewNumbers(network.outputs[index].fractionBits)
    else { return nil }
    return "a deviation of the output '\(channel.name)' is \(numbers); "
      + (channel.isShifted
        ? "subtract a constant from the target"
        : "scale the target up, for example by \(channel.power)")
  }

  private func cellCause(
    _ index: Int, _ network: QuantizedNetwork
  ) -> String? {
    let largest = plan.calibration.layers[index].largestCell
    let limit = Double(1 << 30) * network.layers[index].cellUnit
    guard network.layers[index].kind == .lstm, largest > limit else {
      return nil
    }
    return String(
      format: "layer %d: cell states reach %.6g, and the device's %.0f; reset "
        + "the stream now and then, or train a GRU", index, largest, limit)
  }
}

extension FloatModel.Channel {
  /// How many numbers of a device are in a deviation, where they are few.
  fileprivate func fewNumbers(_ fractionBits: Int) -> String? {
    let numbers = deviation * pow(2, Double(fractionBits))
    return numbers < 128 ? "\(Int(numbers)) of the device's numbers" : nil
  }

  /// Whether the mean takes more room than the deviation.
  fileprivate var isShifted: Bool { abs(mean) > deviation }
}
