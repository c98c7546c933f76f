import CSwiftletTraining
import SwiftletCells

/// Memory for values that are passed by pointer, zero at first; behind it some
/// may be read that mean nothing, as kernels take whole vectors.
///
/// It is the one place that owns unsafe memory. An instance belongs to one
/// group of sequences, and one thread at a time works on a group.
package final class Workspace<Element> {
  package let base: UnsafeMutablePointer<Element>
  let count: Int

  package init(repeating element: Element, count: Int) {
    let room = count + Int(SWIFTLET_SPARE_FLOATS)
    self.count = count
    base = UnsafeMutableRawPointer.allocate(
      byteCount: room * MemoryLayout<Element>.stride, alignment: 64
    ).bindMemory(to: Element.self, capacity: room)
    base.initialize(repeating: element, count: room)
  }

  deinit { base.deallocate() }

  package func fill(_ element: Element) {
    base.update(repeating: element, count: count)
  }
}
