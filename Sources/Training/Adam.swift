import CSwiftletTraining
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
    weightDecay: Double, decay: [Float], kernels: TrainingKernels
  ) {
    updates += 1
    let bias1 = 1 - pow(Double(Self.beta1), Double(updates))
    let bias2 = 1 - pow(Double(Self.beta2), Double(updates))
    parameters.withUnsafeMutableBufferPointer { parameters in
      firstMoment.withUnsafeMutableBufferPointer { first in
        secondMoment.withUnsafeMutableBufferPointer { second in
          gradient.withUnsafeBufferPointer { gradient in
            decay.withUnsafeBufferPointer { decay in
              guard let parameters = parameters.baseAddress,
                let first = first.baseAddress, let second = second.baseAddress,
                let numbers = gradient.baseAddress,
                let decay = decay.baseAddress
              else { return }
              kernels.adam(
                swiftlet_adam(
                  count: gradient.count, parameters: parameters, first: first,
                  second: second, gradient: numbers, decay: decay,
                  beta1: Self.beta1, beta2: Self.beta2, epsilon: Self.epsilon,
                  learning_rate: Float(learningRate / bias1),
                  correction: Float(1 / bias2),
                  shrink: Float(weightDecay * learningRate)))
            }
          }
        }
      }
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
