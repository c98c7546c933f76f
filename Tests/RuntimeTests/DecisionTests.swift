import CSwiftlet
import RandomNetworks
import SwiftletFormat
import Testing

@Suite("Decisions in C")
struct DecisionTests {
  @Test("probabilities are Swift's bits, and within 1.5 of the softmax")
  func probabilities() throws {
    var generator = Generator(seed: 11)
    for count in [1, 2, 3, 7, 40] {
      for _ in 0..<40 {
        let model = try classifier(&generator, count)
        var handle = model.handle
        for _ in 0..<5 {
          let output = (0..<count).map { _ in
            Int16(truncatingIfNeeded: generator.next() >> 16)
          }
          let logits = output.indices.map {
            model.read(output[$0], output: $0)
          }
          var told = [Int16](repeating: -1, count: count)
          swiftlet_probabilities(&handle, output, &told)
          #expect(told == Softmax.probabilities(of: logits))
          for index in output.indices {
            let one = swiftlet_probability(&handle, output, index)
            #expect(one == told[index])
          }
          guard logits.allSatisfy({ abs($0) < 32767 }) else { continue }
          for (probability, exact) in zip(told, softmax(logits)) {
            let error = abs(Double(probability) - 32768 * exact)
            #expect(error < 1.5, "\(logits)")
          }
        }
      }
    }
  }

  @Test("the numbers of ARITHMETIC.md, section 8, come out")
  func worked() throws {
    let model = try quarters()
    var handle = model.handle
    var told = [Int16](repeating: 0, count: 3)
    swiftlet_probabilities(&handle, [8, 2, -5], &told)
    #expect(told == [25967, 5794, 1007])
    let first = swiftlet_smooth(0, 25967, 3)
    #expect(first == 106_360_832)
    #expect(swiftlet_smooth(first, 25967, 3) == 199_426_560)
  }

  @Test("logits beyond 16 integer bits saturate, and one class is certain")
  func extremes() throws {
    let model = try classifier(
      [30, -30].map { sign in
        .init(
          name: "y", multiplier: sign << 24, offset: 0, fractionBits: 0)
      })
    var handle = model.handle
    var told = [Int16](repeating: 0, count: 2)
    swiftlet_probabilities(&handle, [32767, 32767], &told)
    #expect(told == [32767, 0])
    #expect(Softmax.probabilities(of: [.infinity, -.infinity]) == [32767, 0])
    #expect(Softmax.probabilities(of: [0, .nan]) == [32767, 0])
    #expect(Softmax.probabilities(of: []) == [])
  }

  @Test("wrong arguments give nothing")
  func misuse() throws {
    var generator = Generator(seed: 12)
    var handle = try classifier(&generator, 3).handle
    let output: [Int16] = [1, 2, 3]
    #expect(swiftlet_probability(&handle, output, 3) == 0)
    #expect(swiftlet_probability(&handle, nil, 0) == 0)
    var unopened = swiftlet_model()
    #expect(swiftlet_probability(&unopened, output, 0) == 0)
    var told: [Int16] = [7, 7, 7]
    swiftlet_probabilities(&handle, nil, &told)
    swiftlet_probabilities(&unopened, output, &told)
    swiftlet_probabilities(&handle, output, nil)
    #expect(told == [7, 7, 7])
    #expect(swiftlet_sure_output(&handle, nil, 0) == 65535)
  }

  @Test("a threshold lets the class through that is sure enough")
  func threshold() throws {
    let model = try quarters()
    var handle = model.handle
    let output: [Int16] = [2, 8, -5]
    #expect(swiftlet_sure_output(&handle, output, 25967) == 1)
    #expect(swiftlet_sure_output(&handle, output, 25968) == 65535)
  }

  @Test("a vote names the class of most of the last steps")
  func votes() {
    var generator = Generator(seed: 13)
    for (window, needed) in [(1, 1), (3, 2), (5, 3), (5, 5), (8, 5)] {
      var recent = [UInt16](repeating: 0, count: window)
      recent.withUnsafeMutableBufferPointer { recent in
        var vote = swiftlet_vote()
        swiftlet_vote_start(&vote, recent.baseAddress, window, needed)
        var steps: [Int] = []
        for _ in 0..<400 {
          let step = [0, 0, 0, 1, 65535][Int(generator.next() % 5)]
          steps.append(step)
          let counts = Dictionary(grouping: steps.suffix(window)) { $0 }
          let winner = counts.first { $0.value.count >= needed }?.key
          #expect(swiftlet_vote_add(&vote, step) == winner ?? 65535)
        }
      }
    }
  }

  @Test("smoothing follows the exponential average, to a unit of Q0.15")
  func smoothing() {
    var generator = Generator(seed: 14)
    for shift in UInt32(0)...15 {
      var smoothed: Int32 = 0
      var exact = 0.0
      for _ in 0..<2000 {
        let probability = Int16(generator.next() >> 17)
        smoothed = swiftlet_smooth(smoothed, probability, shift)
        exact += (Double(probability) - exact) / Double(1 << shift)
        #expect(abs(Double(smoothed) / 32768 - exact) < 1.01)
      }
    }
  }
}
