import CSwiftlet
import Foundation
import RandomNetworks
import SwiftletFormat
import Testing

@Suite("Classes drawn at random")
struct SamplingTests {
  @Test("random numbers are those that PCG's author prints for 42 and 54")
  func reference() {
    let published: [UInt32] = [
      0xa15c_02b7, 0x7b47_f409, 0xba1d_3330, 0x83d2_f293, 0xbfa4_784b,
      0xcbed_606e,
    ]
    var (c, swift) = (swiftlet_random(), PCG32(seed: 42))
    swiftlet_random_start(&c, 42)
    for number in published {
      #expect(swiftlet_random_next(&c) == number)
      #expect(swift.next() == number)
    }
  }

  @Test("the numbers of ARITHMETIC.md, section 10, come out")
  func worked() throws {
    let model = try quarters()
    var handle = model.handle
    var random = swiftlet_random()
    swiftlet_random_start(&random, 3)
    #expect(swiftlet_sharpness(384) == 43691)
    let weights = (0..<3).map {
      swiftlet_sharp_weight(&handle, [8, 2, -5], $0, 131_072, 43691)
    }
    #expect(weights == [2_147_483_648, 790_013_170, 246_012_681])
    for index in [2, 2, 0, 1] {
      #expect(swiftlet_sample(&handle, [8, 2, -5], 384, &random) == index)
    }
    var sampler = Sampler(temperature: 1.5, seed: 3)
    for index in [2, 2, 0, 1] {
      #expect(sampler.sample([2, 0.5, -1.25]) == index)
    }
  }

  @Test("C draws what Swift draws, of any logits and temperature")
  func twins() throws {
    var generator = Generator(seed: 31)
    for temperature in [0, 1, 20, 205, 256, 257, 512, 65280] {
      for count in [1, 2, 3, 7, 40] {
        let model = try classifier(&generator, count)
        var handle = model.handle
        var random = swiftlet_random()
        swiftlet_random_start(&random, 9)
        var sampler = Sampler(temperature: Double(temperature) / 256, seed: 9)
        for _ in 0..<20 {
          let output = (0..<count).map { _ in
            Int16(truncatingIfNeeded: generator.next() >> 16)
          }
          let logits = output.indices.map { model.read(output[$0], output: $0) }
          let drawn = swiftlet_sample(
            &handle, output, UInt16(temperature), &random)
          #expect(drawn == sampler.sample(logits))
        }
      }
    }
  }

  @Test(
    "classes come as often as the softmax at the temperature says",
    arguments: [0.5, 1, 1.5])
  func frequencies(temperature: Double) {
    let logits = [0.3, -1.2, 2, 1.9, -0.4, 0.9, -2.5]
    var sampler = Sampler(temperature: temperature, seed: 5)
    var counts = logits.map { _ in 0.0 }
    let draws = 40_000.0
    for _ in 0..<Int(draws) { counts[sampler.sample(logits)] += 1 }
    var statistic = 0.0
    for (count, share) in zip(counts, softmax(logits.map { $0 / temperature }))
    {
      let expected = draws * share
      statistic += (count - expected) * (count - expected) / expected
    }
    // The 0.999 quantile of chi-square with 6 degrees of freedom.
    #expect(statistic < 22.46)
  }

  @Test("the temperature 0 takes the likeliest, the first of equals")
  func likeliest() throws {
    let model = try quarters()
    var handle = model.handle
    var random = swiftlet_random()
    swiftlet_random_start(&random, 7)
    let before = random.state
    #expect(swiftlet_sample(&handle, [3, 9, 9], 0, &random) == 1)
    #expect(random.state == before)
    var sampler = Sampler(temperature: 0, seed: 7)
    #expect(sampler.sample([3, 9, 9]) == 1)
    #expect(sampler == Sampler(temperature: 0, seed: 7))
    #expect(sampler.sample([]) == 0)
  }

  @Test("wrong arguments give the likeliest class, or the first")
  func misuse() throws {
    let model = try quarters()
    var handle = model.handle
    var unopened = swiftlet_model()
    var random = swiftlet_random()
    swiftlet_random_start(&random, 7)
    #expect(swiftlet_sample(&handle, [1, 2, 9], 256, nil) == 2)
    #expect(swiftlet_sample(&handle, nil, 256, &random) == 0)
    #expect(swiftlet_sample(&unopened, [1, 2, 9], 256, &random) == 0)
  }
}
