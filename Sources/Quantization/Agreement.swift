import SwiftletCells
import SwiftletRuntime

/// How often a model's answers are a reference's.
///
/// Of a classifier: on which share of steps both tell the same class. Of a
/// model that predicts values: which share of the values differs by at most a
/// hundredth of the spread, which is the deviation of an output's targets over
/// the data; without targets, or where they are all the same, that of the
/// reference's outputs; where these are too, the output's own `deviation`. Of
/// very many steps every second, fourth, … one is asked, as `EvenSample` does.
struct Agreement {
  private let model: FloatModel
  private var steps = 0
  private var sameClass = 0
  private var outputs: [OutputComparison]

  /// An agreement on nothing yet, of answers of a model's task and width.
  init(_ model: FloatModel) {
    self.model = model
    outputs = model.outputs.map { _ in
      OutputComparison(outputs: model.outputs.count)
    }
  }

  /// Adds a step.
  ///
  /// - Parameters:
  ///   - reference: One value an output, in the data's units.
  ///   - answer: As many.
  ///   - target: The class's index, or as many values; NaN where there is none.
  mutating func add(
    _ reference: [Double], _ answer: [Double], target: [Double]
  ) {
    steps += 1
    guard model.task == .regression else {
      sameClass += reference.largestIndex == answer.largestIndex ? 1 : 0
      return
    }
    for index in outputs.indices {
      outputs[index].add(
        reference[index], answer[index],
        target: index < target.count ? target[index] : .nan)
    }
  }

  /// The share, 0 to 1; NaN of nothing.
  var share: Double {
    guard model.task == .regression else {
      return Double(sameClass) / Double(steps)
    }
    let agreeing = zip(outputs, model.outputs).reduce(0) {
      $0 + $1.0.agreeing(otherwise: $1.1.deviation)
    }
    let asked = outputs.reduce(0) { $0 + $1.asked }
    return Double(agreeing) / Double(asked)
  }
}

/// One output that predicts a value.
private struct OutputComparison {
  private var differences: EvenSample<Double>
  private var references = Spread()
  private var targets = Spread()

  /// A comparison of one output of several.
  init(outputs: Int) { differences = EvenSample(columns: outputs) }

  /// How many differences are kept.
  var asked: Int { differences.values.count }

  mutating func add(_ reference: Double, _ answer: Double, target: Double) {
    differences.add(abs(answer - reference))
    references.add(reference)
    if !target.isNaN { targets.add(target) }
  }

  /// How many differences are at most a hundredth of the spread.
  func agreeing(otherwise deviation: Double) -> Int {
    let spread =
      [targets.deviation, references.deviation].first { $0 > 0 } ?? deviation
    return differences.values.count { $0 <= spread / 100 }
  }
}

/// The deviation of values as they come (Welford 1962).
private struct Spread {
  private var count = 0.0
  private var mean = 0.0
  private var squares = 0.0

  mutating func add(_ value: Double) {
    count += 1
    let distance = value - mean
    mean += distance / count
    squares += distance * (value - mean)
  }

  /// The root of the mean squared distance from the mean; 0 of nothing.
  var deviation: Double { count > 0 ? (squares / count).squareRoot() : 0 }
}
