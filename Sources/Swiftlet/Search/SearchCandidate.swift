public import SwiftletQuantization

/// A network, how it is trained and how it is quantized: what a search tries.
public struct SearchCandidate: Equatable, Sendable {
  /// The network.
  public var architecture: Architecture
  /// How the float model is trained. Its seed and its held-out share are those
  /// of the fine-tuning too.
  public var training: TrainingOptions
  /// The widths of the integers, and what becomes of gaps.
  public var quantization: QuantizationOptions
  /// A training through the device's integers; nil for none. Weights of 4 bits
  /// and a density below 1 need one.
  public var fineTuning: FineTuning?

  /// Makes a candidate; by default a GRU of 32 units with int8 weights and
  /// int16 activations.
  public init(
    _ architecture: Architecture = Architecture(),
    training: TrainingOptions = TrainingOptions(),
    quantization: QuantizationOptions = QuantizationOptions(),
    fineTuning: FineTuning? = nil
  ) {
    self.architecture = architecture
    self.training = training
    self.quantization = quantization
    self.fineTuning = fineTuning
  }
}
