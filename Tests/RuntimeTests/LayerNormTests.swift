import CSwiftlet
import Foundation
import RandomNetworks
import SwiftletFormat
import SwiftletRuntime
import Testing

@Suite("Layer normalization")
struct LayerNormTests {
  /// A network of one layer, from a multiplier and a bias for each value.
  private func network(
    epsilon: Int, _ rows: [(multiplier: Int32, bias: Int32)]
  ) -> QuantizedNetwork {
    var layer = QuantizedLayer(
      kind: .layerNorm, inputSize: rows.count, outputSize: rows.count,
      weightBits: 16)
    layer.epsilon = epsilon
    layer.rows = rows.map {
      QuantizedRow(
        inputWeights: [], hiddenWeights: [], bias: $0.bias,
        multiplier: $0.multiplier)
    }
    return QuantizedNetwork(
      layers: [layer], activationBits: 8,
      inputs: rows.indices.map {
        .init(
          name: "x\($0)", zero: 0, multiplier: 1, fractionBits: 0, shift: 0)
      },
      outputs: rows.indices.map {
        .init(name: "y\($0)", multiplier: 1, offset: 0, fractionBits: 0)
      }, task: .regression, scoring: .everyStep, gapPolicy: .refuse)
  }

  private func stream(_ network: QuantizedNetwork) throws -> QuantizedStream {
    QuantizedStream(try QuantizedModel(bytes: Data(network.fileBytes())))
  }

  @Test("gives the worked example of ARITHMETIC.md")
  func workedExample() throws {
    let network = network(
      epsilon: 100_000,
      [(1 << 28, 0), (1 << 28, 128_000), (-1 << 27, 0), (0, 640)])
    #expect(
      try stream(network).step([1000, -3000, 2000, 500])
        == [1901, -5791, -2037, 5])
  }

  /// Values that lie evenly, at the ends of their range, near each other, and
  /// one of them apart from all others.
  private func values(
    _ size: Int, _ generator: inout Generator
  ) -> [[Int16]] {
    func random(_ limit: Int, _ center: Int = 0) -> [Int16] {
      (0..<size).map { _ in Int16(center + generator.signed(upTo: limit)) }
    }
    let ends = random(1).map { $0 < 0 ? Int16.min + 1 : .max }
    var apart = Array(repeating: Int16.min + 1, count: size)
    apart[size / 2] = .max
    var near = Array(repeating: Int16(12_345), count: size)
    near[size - 1] = 12_346
    return [
      random(32_767), random(300), random(1), random(20, -30_000), ends, apart,
      near, Array(repeating: -7, count: size),
    ]
  }

  private static let epsilons = [0, 1, 1 << 20, 1 << 40, (1 << 55) - 1]

  @Test(
    "stays within the stated error, and gives the oracle's integers",
    arguments: [1, 2, 3, 64, 1000, 4096])
  func statedError(size: Int) throws {
    var generator = Generator(seed: UInt32(size))
    for epsilon in Self.epsilons {
      let rows = (0..<size).map { _ in
        (
          multiplier: Int32(generator.signed(upTo: 2_147_483_647)),
          bias: Int32(generator.signed(upTo: 1 << 20))
        )
      }
      let network = network(epsilon: epsilon, rows)
      let stream = try stream(network)
      var oracle = Oracle(network, .shared)
      for x in values(size, &generator) {
        let y = try stream.step(x)
        try #require(y == oracle.step(x))
        let exact = exact(x, epsilon, rows)
        for (value, exact) in zip(y, exact) {
          let bounded = max(-32_768, min(32_767, exact))
          try #require(abs(Double(value) - bounded) < 0.53, "\(epsilon)")
        }
      }
    }
  }

  /// The outputs without any rounding of ARITHMETIC.md.
  private func exact(
    _ x: [Int16], _ epsilon: Int, _ rows: [(multiplier: Int32, bias: Int32)]
  ) -> [Double] {
    let n = Double(x.count)
    let mean = x.reduce(0.0) { $0 + Double($1) } / n
    let variance =
      x.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / n
    let root = (variance + Double(epsilon) / n / n).squareRoot()
    return zip(x, rows).map { x, row in
      let z = root == 0 ? 0 : (Double(x) - mean) / root
      return (z * Double(row.multiplier) / 512 + Double(row.bias)) / 128
    }
  }

  @Test("takes values as they are, with 8-bit activations too")
  func whole() throws {
    let network = network(
      epsilon: 0, Array(repeating: (multiplier: 1 << 28, bias: 0), count: 2))
    #expect(try stream(network).step([1, 2]) == [-4096, 4096])
  }

  @Test("what differs from FORMAT.md is refused though the checksums fit")
  func forged() throws {
    typealias Forgery = ContradictionTests.Forgery
    let network = network(
      epsilon: 5, Array(repeating: (multiplier: -9, bias: -3), count: 3))
    let good = try network.fileBytes()
    #expect(status(of: good) == SWIFTLET_OK)
    let entry = ContradictionTests.layer
    let weights = load(entry + 12, of: good)
    let bound: UInt32 = 1 << 29 + 3
    #expect(load(entry + 20, of: good) == Int(bound))
    let forgeries = [
      Forgery(rule: "there is no variant", offset: entry + 1, bytes: [1]),
      Forgery(rule: "rows have 16 bits", offset: entry + 2, bytes: [8]),
      Forgery(rule: "sizes are the same", offset: entry + 4, bytes: [2]),
      Forgery(rule: "sizes are the same", offset: entry + 6, bytes: [2]),
      Forgery(rule: "nothing is shifted", offset: entry + 8, bytes: [1]),
      Forgery(
        rule: "rows are whole", offset: entry + 9, bytes: [1],
        status: SWIFTLET_UNSUPPORTED_FEATURE),
      Forgery(rule: "there is no cell", offset: entry + 10, bytes: [1]),
      Forgery(rule: "rows have their size", offset: entry + 16, bytes: [24]),
      Forgery(
        rule: "the bound is true", offset: entry + 20, bytes: [4],
        status: SWIFTLET_OVERFLOW),
      Forgery(rule: "there is no vocabulary", offset: entry + 24, bytes: [1]),
      Forgery(rule: "no value is kept", offset: entry + 28, bytes: [1]),
      Forgery(
        rule: "E has digits of 28 bits", offset: weights + 3, bytes: [0x10]),
      Forgery(rule: "E is below 2^55", offset: weights + 7, bytes: [0x08]),
      Forgery(
        rule: "a bias has a bound", offset: weights + 8,
        bytes: [0, 0, 0, 0x70], status: SWIFTLET_OVERFLOW),
    ]
    for forgery in forgeries {
      var forged = good
      for (index, byte) in forgery.bytes.enumerated() {
        forged[forgery.offset + index] = byte
      }
      #expect(forged != good, "\(forgery)")
      #expect(
        status(of: withChecksums(forged)) == forgery.status, "\(forgery)")
    }
  }

  @Test("writes no layer whose parts do not fit")
  func unfit() {
    let rows = Array(
      repeating: (multiplier: Int32(1), bias: Int32(0)), count: 2)
    func fails(_ change: (inout QuantizedLayer) -> Void) -> Bool {
      var network = network(epsilon: 1, rows)
      change(&network.layers[0])
      return (try? network.fileBytes()) == nil
    }
    #expect(!fails { _ in })
    #expect(fails { $0.epsilon = -1 })
    #expect(fails { $0.epsilon = 1 << 55 })
    #expect(fails { $0.rows.removeLast() })
    #expect(fails { $0.rows[0].bias = 0x6000_0000 })
    #expect(fails { $0.rows[0].inputWeights = [1] })
    #expect(fails { $0.weightBits = 8 })
    #expect(
      fails {
        $0.kind = .copy
        $0.rows = []
      })
  }
}
