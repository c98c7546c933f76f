import SwiftletCells

/// Memory for values that are passed by pointer, zero at first.
///
/// It is the one place that owns unsafe memory. An instance belongs to one
/// group of sequences, and one thread at a time works on a group.
package final class Workspace<Element> {
  package let base: UnsafeMutablePointer<Element>
  let count: Int

  package init(repeating element: Element, count: Int) {
    self.count = count
    base = .allocate(capacity: max(count, 1))
    base.initialize(repeating: element, count: max(count, 1))
  }

  deinit { base.deallocate() }

  package func fill(_ element: Element) {
    base.update(repeating: element, count: count)
  }
}
