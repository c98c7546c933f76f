import Foundation
import Swiftlet
import SwiftletTraining

/// The trials of a search that are still to be run, several at once.
///
/// What a trial comes to does not depend on the others, so the order in which
/// they end changes nothing but the order of the file's lines until all have.
final class SearchRun: @unchecked Sendable {
  private let search: Search
  private let lock = NSLock()
  private var waiting: ArraySlice<PlannedTrial>
  private var failure: (any Error)?
  // Called with the lock held.
  private let ended: (SearchRecord) throws -> Void

  /// A run of trials.
  ///
  /// - Parameter ended: Called for each, one at a time.
  init(
    _ search: Search, _ trials: [PlannedTrial],
    ended: @escaping (SearchRecord) throws -> Void
  ) {
    self.search = search
    waiting = trials[...]
    self.ended = ended
  }

  /// Runs all, so many at once.
  ///
  /// - Throws: What `ended` throws; no further trial begins then.
  func run(jobs: Int) throws {
    concurrently(min(jobs, waiting.count)) { [self] _ in
      while let trial = next() { end(result(of: trial)) }
    }
    if let failure { throw failure }
  }

  private func next() -> PlannedTrial? {
    lock.withLock { waiting.popFirst() }
  }

  private func result(of planned: PlannedTrial) -> SearchRecord {
    do {
      let trial = try search.run(planned.candidate)
      guard search.budget.admits(trial.cost) else {
        return SearchRecord(
          planned, failure: "trained, it takes \(trial.cost.text)")
      }
      guard trial.score.isFinite else {
        return SearchRecord(
          planned, failure: "nothing that is held out is scored")
      }
      return SearchRecord(planned, trial)
    } catch {
      return SearchRecord(planned, failure: "\(error)".withOptionNames)
    }
  }

  private func end(_ record: SearchRecord) {
    lock.withLock {
      do {
        try ended(record)
      } catch {
        failure = failure ?? error
        waiting = []
      }
    }
  }
}
