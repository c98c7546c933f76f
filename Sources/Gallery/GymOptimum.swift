import Foundation
import SwiftletCells
import SwiftletDatasets

/// The best predictor of `GymWeek`: Bayes' rule with the generator's own
/// probabilities, over the place in the routine.
///
/// It knows the calendar on every day; of a missed day neither health nor
/// exercise.
struct GymOptimum {
  /// The share of days whose next exercise it tells.
  ///
  /// - Parameter remembers: Whether it knows what came before; else it has the
  ///   day's date and health alone.
  func accuracy(_ data: Dataset, remembers: Bool = true) -> Double {
    var (right, count) = (0, 0)
    for sequence in data.sequences {
      for (told, label) in zip(
        answers(sequence, remembers: remembers), sequence.targets)
      {
        right += told == Int(label) ? 1 : 0
        count += 1
      }
    }
    return Double(right) / Double(max(count, 1))
  }

  private func answers(
    _ sequence: DataSequence, remembers: Bool
  ) -> [Int] {
    let uniform = Array(
      repeating: 1 / Double(GymWeek.places), count: GymWeek.places)
    let start = GymWeek.firstDay(of: sequence)
    var belief = uniform
    var isPoor: Bool?
    return (0..<sequence.timesteps).map { step in
      let features = sequence.features(at: step)
      if remembers {
        belief = today(features, after: belief, on: start + step, isPoor)
      }
      let health = features[4]
      isPoor = health.isNaN ? nil : health < GymWeek.poor
      return likeliest(after: belief, on: start + step + 1, isPoor)
    }
  }

  /// The belief of a day: as the exercise tells, unless the day was missed. A
  /// walk leaves the routine where it was.
  private func today(
    _ features: [Double], after belief: [Double], on day: Int, _ isPoor: Bool?
  ) -> [Double] {
    guard let exercise = GymWeek.exercise(in: features) else {
      let walk = walk(on: day, isPoor)
      return zip(belief, onward(belief)).map { walk * $0 + (1 - walk) * $1 }
    }
    guard exercise != GymWeek.walk else { return belief }
    let place = exercise == GymWeek.swim ? GymWeek.run : exercise
    return belief.indices.map { $0 == place ? 1 : 0 }
  }

  private func walk(on day: Int, _ isPoor: Bool?) -> Double {
    let probability = { GymWeek.walkProbability(on: day, isPoor: $0) }
    guard let isPoor else {
      return GymWeek.poor * probability(true)
        + (1 - GymWeek.poor) * probability(false)
    }
    return probability(isPoor)
  }

  /// Where the routine goes on, of a day on which the person does not walk.
  private func onward(_ belief: [Double]) -> [Double] {
    let places = GymWeek.places
    return belief.indices.map {
      GymWeek.onward * belief[($0 + places - 1) % places]
        + (1 - GymWeek.onward) / Double(places)
    }
  }

  private func likeliest(
    after belief: [Double], on day: Int, _ isPoor: Bool?
  ) -> Int {
    let walk = walk(on: day, isPoor)
    var chances = GymWeek.classes.map { _ in 0.0 }
    chances[GymWeek.walk] = walk
    for (place, chance) in onward(belief).enumerated() {
      chances[GymWeek.exercise(at: place, on: day)] += (1 - walk) * chance
    }
    return chances.largestIndex
  }
}
