package import SwiftletFormat
import SwiftletMessages
public import SwiftletRuntime

/// How a network is quantized.
public struct QuantizationOptions: Equatable, Sendable {
  /// Bits of a weight: 4, 8 or 16; with 4, an embedding and the last layer
  /// have 8.
  public var weightBits: Int
  /// Bits of a convolution's weight, and of that of a dense layer after one
  /// that gives a single frame: 8 or 16; nil for `weightBits`.
  public var convolutionBits: Int?
  /// Bits of the values that meet weights: 8 or 16.
  public var activationBits: Int
  /// Which values of a feature the integers reach.
  public var inputRange: InputRange
  /// Whether the mean error of rounded weights is taken out of the biases, and
  /// behind recurrent layers that of rounded values.
  public var correctsBiases: Bool
  /// Whether a weight of 4 or 8 bits makes up for the errors of the row's
  /// weights that were rounded before it, as far as the calibration shows
  /// their operands to vary together; else each is rounded on its own.
  public var correctsWeights: Bool
  /// What a step makes of a missing input; nil is what the float model says.
  public var gapPolicy: GapPolicy?
  /// How many steps the model records for its self-test.
  public var goldenStepCount: Int
  /// How weights will lie in the file, which decides what is pruned as one.
  package var layout = WeightLayout.narrow

  /// By default int8 weights a row and int16 activations: the accuracy of
  /// float at a quarter of its size.
  public init(
    weightBits: Int = 8, convolutionBits: Int? = nil,
    activationBits: Int = 16,
    inputRange: InputRange = .automatic, correctsBiases: Bool = true,
    correctsWeights: Bool = true, gapPolicy: GapPolicy? = nil,
    goldenStepCount: Int = 16
  ) {
    self.weightBits = weightBits
    self.convolutionBits = convolutionBits
    self.activationBits = activationBits
    self.inputRange = inputRange
    self.correctsBiases = correctsBiases
    self.correctsWeights = correctsWeights
    self.gapPolicy = gapPolicy
    self.goldenStepCount = goldenStepCount
  }

  /// The largest weight.
  var largestWeight: Double {
    switch weightBits {
    case 4: 112
    case 8: 127
    default: 32767
    }
  }

  /// The distance of two weights.
  var weightStep: Double { weightBits == 4 ? 16 : 1 }
  /// The largest operand, in units of 16-bit activations.
  var largestOperand: Double { activationBits == 16 ? 32767 : 127 * 256 }
}

/// Why a network cannot be quantized or verified.
public struct QuantizationError: Error, CustomStringConvertible, Equatable {
  /// One line that names the place and the remedy.
  public let description: String

  package init(_ description: String) {
    self.description = description.printable
  }
}
