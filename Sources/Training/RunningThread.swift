import Foundation
import Synchronization

/// A thread that runs a body.
///
/// Dispatch waits for ever where the system has no more threads; this says so.
package struct RunningThread {
  private let thread: pthread_t

  /// Whether the system had one more thread when this was asked first.
  static let isAvailable: Bool = {
    let thread = RunningThread {}
    thread?.join()
    return thread != nil
  }()

  /// Begins a thread; nil where the system has no more.
  package init?(_ body: @escaping @Sendable () -> Void) {
    let box = Unmanaged.passRetained(Body(body))
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    let status = pthread_create(
      &thread, nil, { runBody($0) }, box.toOpaque())
    guard status == 0 else {
      box.release()
      return nil
    }
    #if canImport(Darwin)
      guard let thread else { return nil }
    #endif
    self.thread = thread
  }

  /// Waits until the body has ended. Each thread is joined or detached.
  package func join() { pthread_join(thread, nil) }

  /// Lets the thread go on alone.
  package func detach() { pthread_detach(thread) }
}

/// Runs a body for each number below a count, several at once: in the caller's
/// thread, and in as many others as the cores take and the system has.
package func concurrently(_ count: Int, _ body: @Sendable (Int) -> Void) {
  withoutActuallyEscaping(body) { body in
    let numbers = Numbers()
    let work: @Sendable () -> Void = {
      while let number = numbers.next(below: count) { body(number) }
    }
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let others = (1..<max(1, min(count, cores))).map { _ in
      RunningThread(work)
    }
    work()
    others.forEach { $0?.join() }
  }
}

/// Numbers from 0, each of which one thread takes.
private final class Numbers: Sendable {
  private let following = Atomic(0)

  func next(below count: Int) -> Int? {
    let number = following.add(1, ordering: .relaxed).oldValue
    return number < count ? number : nil
  }
}

private final class Body: Sendable {
  let run: @Sendable () -> Void

  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

private func runBody(
  _ box: UnsafeMutableRawPointer?
) -> UnsafeMutableRawPointer? {
  if let box { Unmanaged<Body>.fromOpaque(box).takeRetainedValue().run() }
  return nil
}
