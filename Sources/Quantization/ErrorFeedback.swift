/// Rounds a row's weights one after the other, each so that it makes up for
/// the errors of those before, as far as their operands vary together
/// (Frantar et al. 2023, "GPTQ").
///
/// Errors `e` of the weights leave an error of the variance `eᵀ C e` in the
/// sum, where C is the covariance of the operands. With `C = Rᵀ R` it is the
/// sum of the squares `(R e)[j]`, of which each is the least that the errors
/// from `j + 1` on allow.
struct ErrorFeedback {
  private let size: Int
  // R, by rows; zeros below its diagonal are not looked at.
  private let factor: [Double]

  /// So much of the mean variance is added to every operand's: what data do
  /// not show is not relied on.
  private static let damping = 0.01

  /// The feedback of operands of a covariance.
  ///
  /// - Parameter covariance: `(size, size)`; only its upper triangle counts.
  init(covariance: [Double], size: Int) {
    self.size = size
    var factor = covariance
    let trace = (0..<size).reduce(0) { $0 + covariance[$1 * (size + 1)] }
    let added = max(
      Self.damping * trace / Double(max(size, 1)), Double.leastNormalMagnitude)
    for j in 0..<size { factor[j * (size + 1)] += added }
    factor.withUnsafeMutableBufferPointer { Self.factorize($0, size) }
    self.factor = factor
  }

  /// The Cholesky decomposition, in place.
  private static func factorize(
    _ matrix: UnsafeMutableBufferPointer<Double>, _ size: Int
  ) {
    for j in 0..<size {
      let pivot = max(
        matrix[j * (size + 1)], Double.leastNormalMagnitude
      ).squareRoot()
      for i in j..<size { matrix[j * size + i] /= pivot }
      for k in j + 1..<max(size, j + 1) {
        let scale = matrix[j * size + k]
        if scale == 0 { continue }
        for i in k..<size {
          matrix[k * size + i] -= scale * matrix[j * size + i]
        }
      }
    }
  }

  /// The weights as multiples of their steps. A weight of 0 stays so.
  ///
  /// - Parameters:
  ///   - weights: `(size)`.
  ///   - steps: the distance of two values of each weight, above 0.
  ///   - largest: the largest multiple.
  func rounded(
    _ weights: [Double], steps: [Double], largest: Double
  ) -> [Double] {
    var multiples = weights
    var errors = weights.map { _ in 0.0 }
    for j in weights.indices.reversed() where weights[j] != 0 {
      var pending = 0.0
      for i in j + 1..<max(size, j + 1) {
        pending += factor[j * size + i] * errors[i]
      }
      let wanted = weights[j] - pending / factor[j * (size + 1)]
      multiples[j] = max(-largest, min(largest, (wanted / steps[j]).rounded()))
      errors[j] = multiples[j] * steps[j] - weights[j]
    }
    return multiples
  }
}
