import SwiftletCells

/// One vector a timestep, `stride` values apart. A matrix's rows are one too.
package struct StepSeries<Value> {
  let base: UnsafePointer<Value>
  let stride: Int

  /// The vector of a step.
  package subscript(step: Int) -> UnsafePointer<Value> {
    base + step &* stride
  }

  /// The series of the same vectors from element `first` on.
  func dropping(_ first: Int) -> StepSeries {
    StepSeries(base: base + first, stride: stride)
  }

  /// The series from a step on.
  func from(_ step: Int) -> StepSeries {
    StepSeries(base: self[step], stride: stride)
  }
}

/// One vector a timestep, to be written.
package struct MutableStepSeries<Value> {
  let base: UnsafeMutablePointer<Value>
  let stride: Int

  /// The vector of a step.
  package subscript(step: Int) -> UnsafeMutablePointer<Value> {
    base + step &* stride
  }

  /// The series of the same vectors from element `first` on.
  func dropping(_ first: Int) -> MutableStepSeries {
    MutableStepSeries(base: base + first, stride: stride)
  }

  /// The series from a step on.
  func from(_ step: Int) -> MutableStepSeries {
    MutableStepSeries(base: self[step], stride: stride)
  }

  /// The same vectors, to be read.
  var series: StepSeries<Value> {
    StepSeries(base: UnsafePointer(base), stride: stride)
  }
}

/// Memory for a vector for each of many timesteps.
///
/// The distance between two is an odd number of cache lines, so that a column
/// of many steps spreads over all sets of a cache.
struct StepWorkspace<Value: CellValue> {
  let stride: Int
  /// For how many timesteps there is room.
  let capacity: Int
  private let memory: Workspace<Value>

  init(width: Int, steps: Int) {
    let line = 64 / MemoryLayout<Value>.stride
    stride = ((width + line - 1) / line | 1) * line
    capacity = steps
    memory = Workspace(repeating: .zero, count: stride * steps)
  }

  subscript(step: Int) -> UnsafeMutablePointer<Value> {
    memory.base + step &* stride
  }

  /// The vectors from step `first` on.
  func series(from first: Int = 0) -> StepSeries<Value> {
    StepSeries(base: self[first], stride: stride)
  }

  /// The vectors from step `first` on, to be written.
  func mutableSeries(from first: Int = 0) -> MutableStepSeries<Value> {
    MutableStepSeries(base: self[first], stride: stride)
  }
}
