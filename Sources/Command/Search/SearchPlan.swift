import CSwiftlet
import Foundation
import Swiftlet
import SwiftletTraining

/// A candidate that is within the budget.
struct PlannedTrial {
  /// Its number, from 1, in the order of the grid.
  let number: Int
  let settings: SearchGrid.Settings
  let candidate: SearchCandidate
}

/// What a search is to try, which is decided before anything is trained.
struct SearchPlan {
  /// What is tried, in the order of the grid.
  let trials: [PlannedTrial]
  /// How many candidates the grid has.
  let candidates: Int
  /// How many of them are beyond the budget.
  let overBudget: Int

  /// Looks at the costs of all candidates, and chooses some of those that are
  /// within the budget.
  ///
  /// - Parameters:
  ///   - count: how many to choose at random; nil for all.
  ///   - seed: chooses them.
  /// - Throws: `CommandError` when none is within the budget; what the costs
  ///   of a candidate throw.
  init(
    _ grid: SearchGrid, _ search: Search, count: Int?, seed: UInt64
  ) throws {
    var costs: [String: ModelCost] = [:]
    var within: [PlannedTrial] = []
    var least: (cost: ModelCost, settings: String)?
    let settings = grid.settings
    for (index, settings) in settings.enumerated() {
      let candidate = try grid.candidate(settings)
      let key = settings.costText
      let cost = try costs[key] ?? search.cost(of: candidate)
      costs[key] = cost
      if least.map({ cost.flashSize < $0.cost.flashSize }) ?? true {
        least = (cost, key)
      }
      guard search.budget.admits(cost) else { continue }
      within.append(
        PlannedTrial(
          number: index + 1, settings: settings, candidate: candidate))
    }
    if within.isEmpty, let least {
      throw CommandError(
        "no candidate is within the budget: the smallest, \(least.settings), "
          + "takes \(least.cost.text); give smaller ones, or more --flash, "
          + "--ram or --clock")
    }
    candidates = settings.count
    overBudget = settings.count - within.count
    trials = count.map { within.chosen($0, seed) } ?? within
  }

  /// Every so many-th trial.
  func trials(of shard: Shard?) -> [PlannedTrial] {
    guard let shard else { return trials }
    return trials.enumerated().filter { $0.offset % shard.count == shard.index }
      .map(\.element)
  }
}

extension [PlannedTrial] {
  /// So many of them at random, in their order.
  fileprivate func chosen(_ count: Int, _ seed: UInt64) -> [PlannedTrial] {
    var random = RandomSource(seed: seed)
    return random.permutation(self.count).prefix(count).sorted().map {
      self[$0]
    }
  }
}

extension ModelCost {
  /// The costs for people.
  var text: String {
    "\(flashSize) bytes of flash and \(ramSize) of RAM"
      + (instructions.map { ", \($0) instructions a step" } ?? "")
  }
}
