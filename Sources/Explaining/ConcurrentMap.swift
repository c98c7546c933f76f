import SwiftletTraining
import Synchronization

/// What a function gives for each element, in their order, several at once.
func concurrentMap<Element: Sendable, Result: Sendable>(
  _ elements: [Element], _ body: @Sendable (Element) throws -> Result
) throws -> [Result] {
  let results = Mutex<[Int: Swift.Result<Result, any Error>]>([:])
  concurrently(elements.count) { index in
    let result = Swift.Result { try body(elements[index]) }
    results.withLock { $0[index] = result }
  }
  let all = results.withLock { $0 }
  return try elements.indices.compactMap { try all[$0]?.get() }
}
