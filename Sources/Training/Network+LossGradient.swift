public import SwiftletCells
public import SwiftletRuntime

extension Network {
  /// The summed loss of a group of sequences and its gradient, by
  /// backpropagation through time.
  ///
  /// The trainer runs the same code on eight `Float` lanes; with `Double` it
  /// can be checked against differences.
  ///
  /// - Parameters:
  ///   - parameters: `parameterCount` numbers.
  ///   - sequences: at most `Value.laneCount`, of the network's shapes.
  ///   - scoring: whether only the last step of a sequence counts.
  ///   - window: the truncation length. The state carries over from one
  ///     window to the next, the gradient does not; the windows' gradients
  ///     are summed.
  ///   - classWeights: what a step of each class weighs, one an output; none
  ///     for 1 each.
  /// - Returns: the loss and its gradient by the parameters.
  public func lossGradient<Value: CellValue>(
    as type: Value.Type, parameters: [Value.Weight],
    sequences: [TrainingSequence], scoring: Scoring, window: Int,
    classWeights: [Value.Weight] = []
  ) -> (loss: LossSum, gradient: [Value.Weight]) {
    let pass = GroupPass<Value>(
      self, window: window, learns: true, classWeights: classWeights)
    let longest = sequences.map { $0.length(outputSize: outputSize) }.max() ?? 0
    var loss = LossSum()
    var gradient = Array(repeating: Value.Weight.zero, count: parameterCount)
    for start in stride(from: 0, to: longest, by: window) {
      let packed = GroupWindow<Value>(
        sequences, start: start, window: window, network: self,
        scoring: scoring)
      loss += pass.learn(packed, parameters: parameters)
      for (k, value) in pass.lossGradient.enumerated() { gradient[k] += value }
    }
    return (loss, gradient)
  }
}
