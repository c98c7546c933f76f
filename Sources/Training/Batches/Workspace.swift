import Cells

/// Memory for values that are passed by pointer, zero at first.
///
/// It is the one place that owns unsafe memory. An instance belongs to one
/// group of sequences, and one thread at a time works on a group.
final class Workspace<Element> {
  let base: UnsafeMutablePointer<Element>
  let count: Int

  init(repeating element: Element, count: Int) {
    self.count = count
    base = .allocate(capacity: max(count, 1))
    base.initialize(repeating: element, count: max(count, 1))
  }

  deinit { base.deallocate() }

  func fill(_ element: Element) {
    base.update(repeating: element, count: count)
  }
}

/// A vector for each of many timesteps.
///
/// The distance between two is odd, so that a column of many steps spreads
/// over all sets of a cache.
struct StepWorkspace<Value: CellValue> {
  let stride: Int
  /// For how many timesteps there is room.
  let capacity: Int
  private let memory: Workspace<Value>

  init(width: Int, steps: Int) {
    stride = width | 1
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
}
