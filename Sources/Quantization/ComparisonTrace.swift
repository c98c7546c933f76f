/// The outputs of both models at the beginning of some sequences, to look at.
public struct ComparisonTrace: Equatable, Sendable {
  /// The beginning of each of these sequences, step by step.
  public private(set) var stretches: [[Step]] = []
  private static let mostSequences = 6
  /// One sequence of so many is kept.
  private let interval: Int
  /// How many steps of a sequence are kept at the most.
  private let longest: Int
  private var begun = 0
  private var isKept = false

  /// A step of both models.
  public struct Step: Equatable, Sendable {
    /// The outputs of the float reference and of the quantized model: logits,
    /// or values in the data's units.
    public let float, quantized: [Double]
    /// What the data say: the index of the class, or values; NaN where they
    /// say nothing or the step does not count.
    public let target: [Double]
  }

  /// A trace of no step yet, which holds at most 600.
  ///
  /// - Parameters:
  ///   - sequences: how many there are: six of them are kept.
  ///   - outputs: how many a step has: of very many fewer steps are kept.
  init(sequences: Int, outputs: Int) {
    let kept = min(Self.mostSequences, max(sequences, 1))
    interval = max(sequences, 1) / kept
    longest = max(1, min(600, 1_000_000 / max(outputs, 1)) / kept)
  }

  /// The number of steps.
  public var steps: Int { stretches.reduce(0) { $0 + $1.count } }

  /// Begins a sequence.
  mutating func begin() {
    isKept =
      begun % interval == 0 && stretches.count < Self.mostSequences
    if isKept { stretches.append([]) }
    begun += 1
  }

  /// Adds a step to the sequence that was begun last, where it is kept.
  mutating func add(_ step: @autoclosure () -> Step) {
    let last = stretches.count - 1
    guard isKept, stretches[last].count < longest else { return }
    stretches[last].append(step())
  }
}
