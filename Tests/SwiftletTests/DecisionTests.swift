import CSwiftlet
import RandomNetworks
import Swiftlet
import Testing

@Suite("Decisions in Swift")
struct DecisionTests {
  @Test("a classification has the probability of its class")
  func probability() throws {
    let model = try makeModel()
    var classes = model.makeStream()
    var integers = model.makeStream()
    for step in 0..<20 {
      let values = [Double(step % 5) - 2, 0.5, Double(step % 3)]
      let answer = try classes.classify(values)
      let input = zip(model.inputs, values).map { $0.int16(for: $1) }
      var output = [Int16](repeating: 0, count: model.outputCount)
      var span = output.mutableSpan
      try integers.step(input.span, into: &span)
      let probabilities = model.probabilities(of: output.span)
      #expect(
        answer.probability == Double(probabilities[answer.index]) / 32768)
      #expect(probabilities.max() == probabilities[answer.index])
      let sum = probabilities.reduce(0) { $0 + Int($1) }
      #expect(abs(sum - 32768) <= 2 * model.outputCount)
    }
  }

  @Test("votes decide as in C")
  func votes() {
    var generator = Generator(seed: 21)
    for (window, needed) in [(1, 1), (3, 2), (5, 4), (8, 5)] {
      var recent = [UInt16](repeating: 0, count: window)
      recent.withUnsafeMutableBufferPointer { recent in
        var vote = swiftlet_vote()
        swiftlet_vote_start(&vote, recent.baseAddress, window, needed)
        var twin = ClassVote(window: window, needed: needed)
        for _ in 0..<300 {
          let step = [0, 0, 1, nil][Int(generator.next() % 4)]
          let answer = twin.add(step) ?? 65535
          #expect(answer == swiftlet_vote_add(&vote, step ?? 65535))
        }
      }
    }
  }

  @Test("smoothing gives the bits of C")
  func smoothing() {
    var generator = Generator(seed: 22)
    for shift in 0...15 {
      var twin = SmoothedProbabilities(count: 2, shift: shift)
      var smoothed: [Int32] = [0, 0]
      for _ in 0..<100 {
        let step = [Int16(generator.next() >> 17), 32767]
        for index in step.indices {
          smoothed[index] = swiftlet_smooth(
            smoothed[index], step[index], UInt32(shift))
        }
        #expect(twin.add(step) == smoothed.map { Int16($0 >> 15) })
      }
    }
  }
}
