import Foundation
import SwiftletCells

/// Softmax cross-entropy of one step, lane by lane.
///
/// - Parameters:
///   - outputs: `count` logits.
///   - classes: one class a lane, -1 where the lane does not count.
///   - weights: what a step of each class weighs; none for 1 each.
///   - gradient: where the gradient by the logits goes; 0 for such a lane.
func softmaxCrossEntropy<Value: CellValue>(
  _ outputs: UnsafePointer<Value>, count: Int, classes: ArraySlice<Int32>,
  weights: [Value.Weight], gradient: UnsafeMutablePointer<Value>,
  sum: inout LossSum
) {
  var largest = outputs[0]
  for k in 1..<max(count, 1) { largest = Value.maximum(largest, outputs[k]) }
  var total = Value.zero
  for k in 0..<count {
    gradient[k] = (outputs[k] - largest).exponential()
    total += gradient[k]
  }
  var active = Value.zero
  for (lane, label) in classes.enumerated() where label >= 0 {
    let weight = weights.isEmpty ? 1 : weights[Int(label)]
    active[lane: lane] = weight
    let logit = outputs[Int(label)][lane: lane]
    let margin = Double(logit - largest[lane: lane])
    sum.loss += Double(weight) * (log(Double(total[lane: lane])) - margin)
    sum.count += 1
    let best = (0..<count).first {
      outputs[$0][lane: lane] == largest[lane: lane]
    }
    if best == Int(label) { sum.correct += 1 }
  }
  let scale = active / total
  for k in 0..<count { gradient[k] = gradient[k] * scale }
  for (lane, label) in classes.enumerated() where label >= 0 {
    gradient[Int(label)][lane: lane] -= active[lane: lane]
  }
}

/// Squared error of one step, lane by lane.
///
/// - Parameters:
///   - outputs: `count` predictions.
///   - targets: as many targets; a NaN does not count.
///   - gradient: where the gradient by the predictions goes.
func squaredError<Value: CellValue>(
  _ outputs: UnsafePointer<Value>, count: Int, targets: ArraySlice<Value>,
  gradient: UnsafeMutablePointer<Value>, sum: inout LossSum
) {
  for k in 0..<count {
    gradient[k] = .zero
    let target = targets[targets.startIndex + k]
    for lane in 0..<Value.laneCount where !target[lane: lane].isNaN {
      let error = outputs[k][lane: lane] - target[lane: lane]
      gradient[k][lane: lane] = 2 * error
      sum.loss += Double(error) * Double(error)
      sum.count += 1
    }
  }
}
