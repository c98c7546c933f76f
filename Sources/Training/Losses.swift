import Foundation
import SwiftletCells

/// Softmax cross-entropy of one step of a sequence.
///
/// - Parameters:
///   - outputs: `count` logits.
///   - label: the class, -1 where the step does not count.
///   - weights: what a step of each class weighs; none for 1 each.
///   - gradient: where the gradient by the logits goes; 0 for such a step.
func softmaxCrossEntropy<Value: TrainingValue>(
  _ outputs: UnsafePointer<Value>, count: Int, label: Int32,
  weights: [Value], gradient: UnsafeMutablePointer<Value>, sum: inout LossSum
) {
  guard label >= 0 else { return clear(gradient, count: count) }
  let label = Int(label)
  let logits = UnsafeBufferPointer(start: outputs, count: count)
  let largest = logits.reduce(outputs[0]) { $1 > $0 ? $1 : $0 }
  for k in 0..<count { gradient[k] = outputs[k] - largest }
  Value.exponentiate(gradient, count: count)
  var total = Value.zero
  for k in 0..<count { total += gradient[k] }
  let weight = weights.isEmpty ? 1 : weights[label]
  let margin = Double(outputs[label] - largest)
  sum.loss += Double(weight) * (log(Double(total)) - margin)
  sum.count += 1
  if logits.firstIndex(of: largest) == label { sum.correct += 1 }
  let scale = weight / total
  for k in 0..<count { gradient[k] = gradient[k] * scale }
  gradient[label] = gradient[label] - weight
}

/// Squared error of one step of a sequence.
///
/// - Parameters:
///   - outputs: `count` predictions.
///   - targets: as many targets; a NaN does not count.
///   - gradient: where the gradient by the predictions goes.
func squaredError<Value: TrainingValue>(
  _ outputs: UnsafePointer<Value>, count: Int, targets: ArraySlice<Value>,
  gradient: UnsafeMutablePointer<Value>, sum: inout LossSum
) {
  for k in 0..<count {
    let target = targets[targets.startIndex + k]
    let error = target.isNaN ? .zero : outputs[k] - target
    gradient[k] = error + error
    sum.loss += Double(error) * Double(error)
    sum.count += target.isNaN ? 0 : 1
  }
}
