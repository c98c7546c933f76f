import Foundation
import SwiftletTraining

/// What a command does before a signal of the user, a shell or the system ends
/// it.
enum Interruption {
  /// Runs a body, in a thread of its own, when the process is to end; then it
  /// ends by the same signal. Signals that the process was started to ignore
  /// stay ignored. Where the system has no thread for it, signals end the
  /// process without.
  static func onSignal(_ body: @escaping @Sendable () -> Void) {
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM, SIGHUP] where !isIgnored(number) {
      sigaddset(&signals, number)
    }
    // Every thread that starts from here on inherits the mask.
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    let waited = signals
    let thread = RunningThread {
      var (signals, number) = (waited, Int32(0))
      guard sigwait(&signals, &number) == 0 else { return }
      body()
      pthread_sigmask(SIG_UNBLOCK, &signals, nil)
      raise(number)
    }
    if let thread {
      thread.detach()
    } else {
      pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    sigaction(number, nil, &action)
    #if canImport(Darwin)
      let handler = action.__sigaction_u.__sa_handler
    #else
      let handler = action.__sigaction_handler.sa_handler
    #endif
    return unsafeBitCast(handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
