import Foundation

/// The gradient of the loss of two steps, by hand.
struct BackwardPass {
  let network: ExerciseNetwork
  let first, second: ExerciseNetwork.Step
  /// The gradients by the second step's hidden state and sums.
  let h1, a1: [Double]
  /// Those by the first step's: by its own loss, by the second step's, and
  /// both together.
  let h0Own, h0Later, h0, a0: [Double]
  /// That by the recurrent matrix.
  let recurrentWeights: Matrix

  init(
    _ network: ExerciseNetwork, _ first: ExerciseNetwork.Step,
    _ second: ExerciseNetwork.Step
  ) {
    (self.network, self.first, self.second) = (network, first, second)
    let output = network.outputWeights.transposed
    h1 = output * second.outputGradient
    a1 = Self.throughTanh(h1, second)
    h0Own = output * first.outputGradient
    h0Later = network.recurrentWeights.transposed * a1
    h0 = sum(h0Own, h0Later)
    a0 = Self.throughTanh(h0, first)
    recurrentWeights =
      Matrix.outer(a1, first.h) + Matrix.outer(a0, first.previous)
  }

  /// The slope of tanh is `1 - h^2`.
  private static func throughTanh(
    _ gradient: [Double], _ step: ExerciseNetwork.Step
  ) -> [Double] {
    zip(gradient, step.h).map { $0 * (1 - $1 * $1) }
  }

  /// The pass in lines.
  var text: String {
    let u = recurrentWeights.rows
    return """
      L = L(0) + L(1) = \((first.loss + second.loss).text())
      dL/do(1) = y(1) - what follows       = \(second.outputGradient.list())
      dL/dh(1) = V' dL/do(1)               = \(h1.list())
      dL/da(1) = (1 - h(1)^2) dL/dh(1)     = \(a1.list())
      dL/do(0) = y(0) - what follows       = \(first.outputGradient.list())
      dL/dh(0) = V' dL/do(0) + U' dL/da(1) = \(h0Own.list()) + \
      \(h0Later.list())
      dL/da(0) = (1 - h(0)^2) dL/dh(0)     = \(a0.list())
      dL/dU    = dL/da(1) h(0)' + dL/da(0) h(-1)'
               = \(u[0].list())
                 \(u[1].list())
      """
  }
}
