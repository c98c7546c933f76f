import Foundation
public import SwiftletDatasets
public import SwiftletTraining

extension TrainingConfiguration {
  /// The configuration that suits data: the trainer's own where nothing is
  /// recommended, with a thread for each core, and more epochs and patience
  /// where epochs are few updates.
  public init(_ recommended: RecommendedTraining) {
    self.init()
    leastUpdates = recommended.epochs == nil ? 300 : 0
    leastPatienceUpdates = recommended.patience == nil ? 100 : 0
    epochs = recommended.epochs ?? epochs
    batchSize = recommended.batchSize ?? batchSize
    window = recommended.window ?? window
    learningRate = recommended.learningRate ?? learningRate
    patience = recommended.patience ?? patience
    validationFraction = recommended.validationFraction ?? validationFraction
    inputNoise = recommended.inputNoise ?? inputNoise
    threads = ProcessInfo.processInfo.activeProcessorCount
  }

  /// The configuration of a training that goes on from a trained model: a
  /// quarter of the learning rate, which falls to 0, and half the epochs where
  /// no held-out part picks the best of them. Few bits settle only at the end,
  /// so that nothing but the data's own patience ends it early.
  ///
  /// - Parameters:
  ///   - recommended: what suits the data for a training from the start.
  ///   - epochs: the number of epochs, where it is chosen otherwise.
  ///   - validationFraction: the share to hold out, where it is chosen
  ///     otherwise.
  public static func fineTuning(
    _ recommended: RecommendedTraining, epochs: Int? = nil,
    validationFraction: Double? = nil
  ) -> TrainingConfiguration {
    var chosen = TrainingConfiguration(recommended)
    if let validationFraction {
      chosen.validationFraction = validationFraction
    }
    if let epochs {
      chosen.epochs = epochs
      chosen.leastUpdates = 0
    } else if chosen.validationFraction == 0 {
      chosen.epochs = (chosen.epochs + 1) / 2
    }
    if recommended.patience == nil {
      chosen.patience = chosen.epochs
      chosen.leastPatienceUpdates = chosen.leastUpdates
    }
    chosen.learningRate /= 4
    chosen.finalLearningRateFraction = 0
    chosen.inputNoise = recommended.fineTuningNoise ?? chosen.inputNoise
    return chosen
  }
}
