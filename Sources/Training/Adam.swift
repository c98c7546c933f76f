import Foundation

/// Adam (Kingma and Ba 2015), with decoupled weight decay (Loshchilov and
/// Hutter 2019).
struct Adam: Equatable, Sendable {
  /// Running mean of the gradient.
  var firstMoment: [Float]
  /// Running mean of its square.
  var secondMoment: [Float]
  /// How many updates were made.
  var updates: Int

  private static let beta1: Float = 0.9
  private static let beta2: Float = 0.999
  private static let epsilon: Float = 1e-8

  init(count: Int) {
    firstMoment = Array(repeating: 0, count: count)
    secondMoment = firstMoment
    updates = 0
  }

  /// Moves the parameters against the gradient; those with `decay` 1 shrink
  /// by `weightDecay * learningRate` too.
  mutating func update(
    _ parameters: inout [Float], gradient: [Float], learningRate: Double,
    weightDecay: Double, decay: [Float]
  ) {
    updates += 1
    let (beta1, beta2) = (Self.beta1, Self.beta2)
    let step = Float(learningRate / (1 - pow(Double(beta1), Double(updates))))
    let bias = Float(1 / (1 - pow(Double(beta2), Double(updates))))
    let shrink = Float(weightDecay * learningRate)
    for k in parameters.indices {
      let g = gradient[k]
      firstMoment[k] = beta1 * firstMoment[k] + (1 - beta1) * g
      secondMoment[k] = beta2 * secondMoment[k] + (1 - beta2) * g * g
      let scale = (secondMoment[k] * bias).squareRoot() + Self.epsilon
      parameters[k] -=
        step * firstMoment[k] / scale + shrink * decay[k] * parameters[k]
    }
  }
}

/// Scales a gradient down to a norm of at most `limit`.
///
/// After Pascanu, Mikolov and Bengio, 2013.
func clip(_ gradient: inout [Float], to limit: Double) {
  let norm = sqrt(gradient.reduce(0) { $0 + Double($1) * Double($1) })
  guard norm > limit else { return }
  let scale = Float(limit / norm)
  for k in gradient.indices { gradient[k] *= scale }
}
