import Foundation
import SwiftletTraining

/// Prints answers: few at once, many in a thread of its own, while further
/// timesteps run.
final class AnswerPrinter: @unchecked Sendable {
  /// So many numbers are printed together.
  private static let batchSize = 8192
  /// So many batches wait at most.
  private static let mostBatches = 4
  /// Fewer numbers are not worth another thread.
  private static let few = 512

  private let text: AnswerText
  private let width: Int
  /// The answers that no batch has yet.
  private var batch: [Double] = []
  /// What only the thread that prints touches.
  private var lines = LineWriter()

  /// Keeps what follows to one thread at a time.
  private let condition = NSCondition()
  /// The batches that wait, in their order.
  private var batches: [[Double]] = []
  /// Whether a thread prints them.
  private var isPrinting = false
  private var failure: ConsoleError?

  /// A printer of answers of so many outputs.
  init(_ text: AnswerText, width: Int) {
    self.text = text
    self.width = width
  }

  /// Takes an answer.
  ///
  /// - Throws: `ConsoleError` when answers before it could not be printed.
  func print(_ outputs: [Double]) throws(ConsoleError) {
    batch += outputs
    if batch.count >= Self.batchSize { try send() }
  }

  /// Sees to it that what has been taken is printed without further answers.
  ///
  /// - Throws: `ConsoleError` when answers could not be printed.
  func flush() throws(ConsoleError) {
    if batch.count >= Self.few { try send() } else { try finish() }
  }

  /// Prints all that has been taken.
  ///
  /// - Throws: `ConsoleError` when answers could not be printed.
  func finish() throws(ConsoleError) {
    condition.lock()
    while isPrinting { condition.wait() }
    condition.unlock()
    write(batch)
    batch.removeAll(keepingCapacity: true)
    try check()
  }

  /// Has the batch printed: in another thread, or here where there is none.
  private func send() throws(ConsoleError) {
    try check()
    condition.lock()
    while batches.count >= Self.mostBatches { condition.wait() }
    batches.append(batch)
    batch.removeAll(keepingCapacity: true)
    let isFirst = !isPrinting
    isPrinting = true
    condition.unlock()
    guard isFirst else { return }
    if let thread = RunningThread({ self.printBatches() }) {
      thread.detach()
    } else {
      printBatches()
    }
  }

  private func printBatches() {
    while let batch = next() { write(batch) }
  }

  /// The batch that is to be printed next, if any.
  private func next() -> [Double]? {
    condition.withLock {
      condition.broadcast()
      isPrinting = !batches.isEmpty
      return isPrinting ? batches.removeFirst() : nil
    }
  }

  private func check() throws(ConsoleError) {
    if let failure = condition.withLock({ failure }) { throw failure }
  }

  private func write(_ outputs: [Double]) {
    guard condition.withLock({ failure == nil }) else { return }
    do throws(ConsoleError) {
      for start in stride(from: 0, to: outputs.count, by: width) {
        text.write(outputs[start..<start + width], to: &lines)
        try lines.endLine()
      }
      try lines.flush()
    } catch {
      condition.withLock { failure = error }
    }
  }
}
