import SwiftletRuntime

/// What happens to the streams of a soak, at random from a seed: the same on
/// every machine (`Tests/Devices/soak/main.c`).
package struct Soak {
  /// Streams of one model, which step in turns.
  package static var streamCount: Int { 3 }

  /// What happens to a stream.
  package enum Event {
    case step([Int16])
    /// A step in parts of a number of units.
    case stepInParts([Int16], units: Int)
    case stepMissing
    /// Its state is saved, in place of what was saved before.
    case save
    /// It goes on from what was saved last, whichever stream that was; from the
    /// start where nothing was.
    case restore
    case reset
  }

  private let plan: NetworkPlan
  private var generator: Generator

  /// The events of a plan's network.
  package init(_ plan: NetworkPlan, seed: UInt32) {
    self.plan = plan
    generator = Generator(seed: seed)
  }

  /// What happens next, and to which stream.
  package mutating func next() -> (stream: Int, event: Event) {
    let bits = generator.next()
    let stream = Int(((bits >> 16) * UInt32(Soak.streamCount)) >> 16)
    let takesGaps = plan.gapPolicy != .refuse
    switch bits & 63 {
    case 0: return (stream, .reset)
    case 1: return (stream, .save)
    case 2: return (stream, .restore)
    case 3 where takesGaps: return (stream, .stepMissing)
    default: break
    }
    let input = generator.input(
      count: plan.inputSize, vocabulary: plan.vocabulary, allowsGaps: takesGaps)
    let units = Int(bits >> 6 & 31)
    return bits & 63 < 16
      ? (stream, .stepInParts(input, units: 1 + units)) : (stream, .step(input))
  }
}
