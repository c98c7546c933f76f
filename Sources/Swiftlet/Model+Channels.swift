import SwiftletFormat

extension Model {
  /// A missing value among the int16 values of a timestep.
  public static var gap: Int16 { QuantizedModel.gap }

  /// The features of a timestep, in the order in which a step takes them.
  public var inputs: [Input] {
    quantized.inputChannels.enumerated().map { index, channel in
      Input(
        name: channel.name, unit: channel.unit, range: channel.range,
        model: quantized, index: index)
    }
  }

  /// The outputs of a timestep, in the order in which a step gives them.
  public var outputs: [Output] {
    quantized.outputChannels.enumerated().map { index, channel in
      Output(
        name: channel.name, unit: channel.unit, model: quantized, index: index)
    }
  }

  /// The index of the largest of a step's outputs, the first of equals: the
  /// class that a classifier names.
  ///
  /// - Parameter output: As ``Stream/step(_:into:)`` gives them.
  /// - Precondition: `output` has ``outputCount`` values.
  public func largestOutput(of output: Span<Int16>) -> Int {
    quantized.largestOutput(of: output)
  }

  /// The probabilities of a step's classes: the softmax of their logits, as
  /// `swiftlet_probabilities` gives it on a device.
  ///
  /// - Parameter output: As ``Stream/step(_:into:)`` gives them.
  /// - Returns: One a class, Q0.15: a number p in 0...32767 stands for
  ///   p / 32768.
  /// - Precondition: `output` has ``outputCount`` values.
  public func probabilities(of output: Span<Int16>) -> [Int16] {
    precondition(output.count == outputCount, "a step's outputs are expected")
    return Softmax.probabilities(
      of: output.indices.map { quantized.read(output[$0], output: $0) })
  }

  /// A feature: its name, and how its values become the integers of a step.
  public struct Input: Sendable {
    /// The name of the data's column.
    public let name: String
    /// What one unit of the int16 stands for, in the data's units.
    public let unit: Double
    /// The values that the int16 reaches, in the data's units; values beyond
    /// count as the nearest of them.
    public let range: ClosedRange<Double>
    fileprivate let model: QuantizedModel
    fileprivate let index: Int

    /// The int16 that a step takes for a value.
    ///
    /// - Parameter value: In the data's units; NaN is a gap. The mean of the
    ///   training data gives 0.
    public func int16(for value: Double) -> Int16 {
      model.quantize(value, input: index)
    }
  }

  /// An output: its name, and what its integers stand for.
  public struct Output: Sendable {
    /// The class's name, or that of the predicted value.
    public let name: String
    /// What one unit of the int16 stands for, in the data's units; of a class,
    /// in logits.
    public let unit: Double
    fileprivate let model: QuantizedModel
    fileprivate let index: Int

    /// What an int16 of a step stands for: a value in the data's units, or a
    /// class's logit.
    public func value(of int16: Int16) -> Double {
      model.read(int16, output: index)
    }
  }
}

extension QuantizedNetwork.OutputChannel {
  fileprivate var unit: Double {
    Double(sign: .plus, exponent: -16 - fractionBits, significand: 1)
      * Double(multiplier)
  }
}
