import SwiftletCells

/// Dropout of recurrent weights (Wan et al. 2013; Merity et al. 2018): each
/// update learns without a random part of every recurrent matrix, the same
/// part at all steps of its window.
///
/// What is left is larger by 1 / (1 - rate), so that a network without dropout
/// adds up the same in the mean.
struct RecurrentDropout {
  private let rate: Double
  private let seed: UInt64
  // Where the recurrent matrices lie among the parameters.
  private let matrices: [Range<Int>]

  /// Dropout of a network's recurrent matrices; nil for a rate of 0.
  init?(_ network: Network, rate: Double, seed: UInt64) {
    guard rate > 0 else { return nil }
    self.rate = rate
    self.seed = seed
    matrices = network.tensors.filter { $0.role == .recurrentWeight }
      .map(\.range)
  }

  /// Multiplies an update's parameters, or the gradient by them, by 0 or
  /// 1 / (1 - rate) each, the same for both.
  ///
  /// - Parameters:
  ///   - stream: the batch.
  ///   - start: where its window begins.
  func scale(_ values: inout [Float], stream: [UInt64], start: Int) {
    var random = RandomSource(
      seed: seed,
      stream: [RandomPurpose.recurrentDropout.rawValue] + stream
        + [UInt64(start)])
    let factor = Float(1 / (1 - rate))
    for matrix in matrices {
      for k in matrix { values[k] *= random.uniform() < rate ? 0 : factor }
    }
  }
}
