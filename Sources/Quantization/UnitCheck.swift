package import SwiftletCells
import SwiftletFormat

/// Whether data have units that the device's numbers can hold, before a model
/// learns from them.
package enum UnitCheck {
  /// Checks features and values to predict.
  ///
  /// - Parameters:
  ///   - features: with what training learns of each.
  ///   - values: the same of the values to predict; empty for classes.
  ///   - sequences: the data.
  /// - Throws: `QuantizationError` when one of them is too large or too small
  ///   for the device's numbers, or varies too little for its size.
  package static func check(
    _ features: [FloatModel.Channel], values: [FloatModel.Channel],
    on sequences: [DataSequence]
  ) throws {
    for (index, channel) in features.enumerated() {
      let range = Calibration.InputRange(channel, feature: index, sequences)
      // As coarse as a deviation: it is the numbers that are to fit.
      _ = try QuantizedNetwork.InputChannel(channel, range, scale: 1)
    }
    for channel in values {
      _ = try QuantizedNetwork.OutputChannel(channel, scale: 1 / 32768)
    }
  }
}

extension Calibration.InputRange {
  /// The range of a feature, without its values.
  fileprivate init(
    _ channel: FloatModel.Channel, feature: Int, _ sequences: [DataSequence]
  ) {
    self.init(features: 1)
    for sequence in sequences {
      let indices = stride(
        from: feature, to: sequence.features.count, by: sequence.featureCount)
      for value in indices.lazy.map({ sequence.features[$0] })
      where !value.isNaN {
        largest = max(largest, abs(value))
        isInteger = isInteger && value == value.rounded()
        reach = max(reach, abs(channel.normalized(value)))
      }
    }
  }
}
