import SwiftletTraining
import Synchronization
import Testing

@Test("threads together run a body once for each number")
func concurrentNumbers() {
  for count in [0, 1, 2, 1000] {
    let numbers = Mutex<[Int]>([])
    concurrently(count) { number in numbers.withLock { $0.append(number) } }
    #expect(numbers.withLock { $0.sorted() } == Array(0..<count))
  }
}

@Test("a thread that is joined has run")
func joinedThread() throws {
  final class Box: Sendable { let value = Mutex(0) }
  let box = Box()
  let thread = try #require(RunningThread { box.value.withLock { $0 = 1 } })
  thread.join()
  #expect(box.value.withLock { $0 } == 1)
}
