import Dispatch
import Synchronization

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
  private let queue = DispatchQueue(label: "answers")
  private let room = DispatchSemaphore(value: mostBatches)
  private let failure = Mutex<ConsoleError?>(nil)
  /// The answers that have not gone to the queue.
  private var batch: [Double] = []
  /// What only the queue touches.
  private var lines = LineWriter()

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
    queue.sync { write(batch) }
    batch.removeAll(keepingCapacity: true)
    try check()
  }

  private func send() throws(ConsoleError) {
    try check()
    room.wait()
    queue.async { [batch] in
      self.write(batch)
      self.room.signal()
    }
    batch.removeAll(keepingCapacity: true)
  }

  private func check() throws(ConsoleError) {
    if let failure = failure.withLock({ $0 }) { throw failure }
  }

  private func write(_ outputs: [Double]) {
    guard failure.withLock({ $0 == nil }) else { return }
    do throws(ConsoleError) {
      for start in stride(from: 0, to: outputs.count, by: width) {
        text.write(outputs[start..<start + width], to: &lines)
        try lines.endLine()
      }
      try lines.flush()
    } catch {
      failure.withLock { $0 = error }
    }
  }
}
