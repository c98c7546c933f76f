public import SwiftletQuantization

/// A training that goes on from a float model through the integers of its
/// quantized one (quantization-aware training).
///
/// It takes a quarter of the learning rate of a training from the start, and
/// the calibration's data.
public struct FineTuning: Equatable, Sendable {
  /// What a training learns: `.model`, the float model's answers, or
  /// `.targets`, those of the data.
  public typealias Lesson = QuantizationAwareTraining.Lesson

  /// The share of each recurrent layer's weights to keep, above 0 and up to 1,
  /// in blocks; with less than 1 the others become zero, which a file and a
  /// step leave out (8-bit weights only).
  public var density: Double
  /// What the training learns: the float model's answers, which keep the
  /// result near to it, or the targets of the data, which can leave it. nil is
  /// the data's targets with a density below 1, if they have any, else the
  /// model's answers.
  public var lesson: Lesson?
  /// How to train.
  public var options: TrainingOptions

  /// Makes a training; by default one that keeps every weight.
  public init(
    density: Double = 1, lesson: Lesson? = nil,
    options: TrainingOptions = TrainingOptions()
  ) {
    self.density = density
    self.lesson = lesson
    self.options = options
  }
}
