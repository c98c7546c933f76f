package import SwiftletCells
package import SwiftletRuntime

extension Network {
  /// The summed loss of sequences and its gradient, by backpropagation through
  /// time, as the cells define it: what a training computes by kernels.
  ///
  /// - Parameters:
  ///   - parameters: `parameterCount` numbers.
  ///   - sequences: of the network's shapes.
  ///   - scoring: whether only the last step of a sequence counts.
  ///   - window: the truncation length. The state carries over from one
  ///     window to the next, the gradient does not; the windows' gradients
  ///     are summed.
  ///   - classWeights: what a step of each class weighs, one an output; none
  ///     for 1 each.
  ///   - dropout: the share of dropout between the layers; what is dropped is
  ///     the same at every call.
  /// - Returns: the loss and its gradient by the parameters.
  package func lossGradient(
    as type: Double.Type, parameters: [Double], sequences: [TrainingSequence],
    scoring: Scoring, window: Int, classWeights: [Double] = [],
    dropout: Double = 0
  ) -> (loss: LossSum, gradient: [Double]) {
    lossGradient(
      layers.map(CellPass.init), parameters, sequences, scoring, window,
      classWeights, dropout)
  }

  /// The same in single precision.
  ///
  /// - Parameter kernels: what computes it; nil for the cells.
  package func lossGradient(
    as type: Float.Type, parameters: [Float], sequences: [TrainingSequence],
    scoring: Scoring, window: Int, classWeights: [Float] = [],
    dropout: Double = 0, kernels: TrainingKernels?
  ) -> (loss: LossSum, gradient: [Float]) {
    lossGradient(
      kernels?.passes(self) ?? layers.map(CellPass.init), parameters,
      sequences, scoring, window, classWeights, dropout)
  }

  private func lossGradient<Value: TrainingValue>(
    _ passes: [any LayerPass<Value>], _ vector: [Value],
    _ sequences: [TrainingSequence], _ scoring: Scoring, _ window: Int,
    _ classWeights: [Value], _ dropout: Double
  ) -> (loss: LossSum, gradient: [Value]) {
    let lengths = sequences.map { $0.length(outputSize: outputSize) }
    let order = Batching.byLength(lengths: lengths, batchSize: sequences.count)
    let sorted = order.joined().map { sequences[$0] }
    let pass = GroupPass(
      self, passes, window: window, sequences: sequences.count, learns: true,
      classWeights: classWeights, dropout: dropout)
    var packed = GroupWindow<Value>(
      self, window: window, sequences: sequences.count)
    let parameters = NetworkParameters<Value>(self)
    parameters.load(vector)
    var loss = LossSum()
    var gradient = Array(repeating: Value.zero, count: parameterCount)
    for start in stride(from: 0, to: lengths.max() ?? 0, by: window) {
      packed.load(sorted, start: start, steps: window, scoring: scoring)
      var random = RandomSource(seed: 1, for: .dropout, UInt64(start))
      pass.dropout?.draw(rows: packed.rows.count, &random)
      loss += pass.learn(packed, parameters)
      for (k, value) in pass.lossGradient.enumerated() { gradient[k] += value }
    }
    return (loss, gradient)
  }
}
