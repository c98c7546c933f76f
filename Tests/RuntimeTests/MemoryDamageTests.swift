import CSwiftlet
import Foundation
import RandomNetworks
import SwiftletFormat
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A network with every way to take and to keep values:
///
///     0 copy 3        the input             keeps 0...2
///     1 dense 3 → 4   0...2
///     2 copy 4        layer 1               keeps 3...6
///     3 lstm 7 → 3    0...6, from a state
///     4 sum 3         layer 3, 0...2        keeps 7...9
///     5 multiply 3    layer 4, 7...9        keeps 10...12
///     6 leaky relu 3  10...12               keeps 13...15
///     7 dense 3 → 2   13...15
private func network() -> QuantizedNetwork {
  var generator = Generator(seed: 5)
  var network = generator.network(
    NetworkPlan(
      name: "", inputSize: 3,
      layers: [
        (.copy, 3), (.denseTanh, 4), (.copy, 4), (.lstm, 3), (.sumLinear, 3),
        (.multiply, 3), (.leakyReLU, 3), (.denseLinear, 2),
      ], startsRandomly: true))
  let plain = generator.network(
    NetworkPlan(
      name: "", inputSize: 3, layers: [(.denseTanh, 4), (.denseLinear, 2)]))
  let lstm = generator.network(
    NetworkPlan(
      name: "", inputSize: 7, layers: [(.lstm, 3)], startsRandomly: true))
  network.layers[1] = plain.layers[0]
  network.layers[3] = lstm.layers[0]
  network.layers[7] =
    generator.network(
      NetworkPlan(name: "", inputSize: 3, layers: [(.denseLinear, 2)])
    ).layers[0]
  let sources: [(Int?, Int?)] = [
    (nil, nil), (0, nil), (nil, nil), (0, nil), (nil, 0), (nil, 7), (10, nil),
    (13, nil),
  ]
  for (index, source) in sources.enumerated() {
    (network.layers[index].source, network.layers[index].secondSource) = source
  }
  return network
}

/// The byte of a layer's entry at an offset.
private func entry(_ layer: Int, _ offset: Int) -> Int {
  ContradictionTests.layer + 40 * layer + offset
}

@Suite("Contradictions of kept values")
struct MemoryDamageTests {
  private typealias Forgery = ContradictionTests.Forgery

  @Test("the network itself opens, and runs as the oracle says")
  func itself() throws {
    let network = network()
    #expect(network.layers[4].operandCount == 2)
    let model = try QuantizedModel(bytes: Data(network.fileBytes()))
    #expect(model.network == network)
    #expect(model.keptCount == 16 && model.hasInitialState)
    var oracle = Oracle(network, .shared)
    let stream = QuantizedStream(model)
    var generator = Generator(seed: 3)
    for _ in 0..<50 {
      let input = generator.input(count: 3, vocabulary: 0, allowsGaps: false)
      #expect(try stream.step(input) == oracle.step(input))
    }
  }

  @Test("weights of two layers lie apart and in order")
  func order() throws {
    var bytes = try network().fileBytes()
    #expect(AlignedBytes(bytes).open().0 == SWIFTLET_OK)
    for byte in 0..<4 { bytes[entry(2, 12 + byte)] = bytes[entry(0, 12 + byte)] }
    let status = AlignedBytes(withChecksums(bytes)).open().0
    #expect(status == SWIFTLET_INVALID_MODEL)
  }

  @Test("a later minor version may use the header's bytes from 112 on")
  func laterVersion() throws {
    for offset in 100..<124 {
      var bytes = try network().fileBytes()
      bytes[offset] = 1
      let status = AlignedBytes(withChecksums(bytes)).open().0
      #expect(
        status == (offset < 112 ? SWIFTLET_INVALID_MODEL : SWIFTLET_OK),
        "\(offset)")
    }
  }

  /// What each layer takes, how many values, and how many are kept before it.
  private static let takes = [3, 3, 4, 7, 3, 3, 3, 3]
  private static let before = [3, 3, 4, 4, 3, 3, 3, 3]
  private static let kept = [0, 3, 3, 7, 7, 10, 13, 16]
  private static let keeps: Set<Int> = [0, 2, 4, 5, 6]

  /// FORMAT.md, "Sources".
  private func isRight(_ layer: Int, _ source: UInt32) -> Bool {
    guard source == 0 else {
      return Int(source) - 1 + Self.takes[layer] <= Self.kept[layer]
    }
    return Self.takes[layer] == Self.before[layer]
      && (Self.keeps.contains(layer) || !Self.keeps.contains(layer - 1))
  }

  @Test("only what was kept before a layer may be its source")
  func sources() throws {
    let good = try network().fileBytes()
    let places =
      (0...20).map { UInt32($0) } + [0x7FFF_FFFF, 0x8000_0000, .max - 3, .max]
    for layer in 0..<8 {
      for place in places {
        var forged = good
        store(place, at: entry(layer, 28), in: &forged)
        let expected =
          isRight(layer, place) ? SWIFTLET_OK : SWIFTLET_INVALID_MODEL
        #expect(
          status(of: withChecksums(forged)) == expected,
          "layer \(layer), source \(place)")
        forged = good
        store(place, at: entry(layer, 24), in: &forged)
        let isPair = layer == 4 || layer == 5
        let isFine = isPair ? isRight(layer, place) : place == 0
        #expect(
          (status(of: withChecksums(forged)) == SWIFTLET_OK) == isFine,
          "layer \(layer), second source \(place)")
      }
    }
  }

  @Test("what differs from FORMAT.md is refused though the checksums fit")
  func forged() throws {
    let good = try network().fileBytes()
    let (overflow, unsupported) = (
      SWIFTLET_OVERFLOW, SWIFTLET_UNSUPPORTED_FEATURE
    )
    let copy = load(entry(0, 12), of: good)
    let sum = load(entry(4, 12), of: good)
    let leaky = load(entry(6, 12), of: good)
    let forgeries = [
      Forgery(rule: "memory has its size", offset: 92, bytes: [0]),
      Forgery(rule: "memory has its size", offset: 92, bytes: [34]),
      Forgery(rule: "memory has its size", offset: 92, bytes: [0, 0, 0, 128]),
      Forgery(rule: "scratch has the memory", offset: 36, bytes: [32]),
      Forgery(rule: "memory is a feature", offset: 12, bytes: [16]),
      Forgery(rule: "a state is a feature", offset: 12, bytes: [8]),
      Forgery(
        rule: "a feature is known", offset: 12, bytes: [24 + 128],
        status: unsupported),
      Forgery(rule: "a state is aligned", offset: 96, bytes: [8]),
      Forgery(rule: "a state is there", offset: 96, bytes: [0, 0]),
      Forgery(rule: "a state is no header", offset: 96, bytes: [112, 0]),
      Forgery(rule: "a state is in the file", offset: 98, bytes: [255]),
      Forgery(rule: "a state is in the file", offset: 99, bytes: [255]),
      Forgery(rule: "the kind is known", offset: entry(0, 0), bytes: [99]),
      Forgery(
        rule: "a copy is no dense layer", offset: entry(0, 0), bytes: [5]),
      Forgery(
        rule: "a dense layer is no copy", offset: entry(1, 0), bytes: [6]),
      Forgery(rule: "the variant is known", offset: entry(0, 1), bytes: [4]),
      Forgery(rule: "the variant is known", offset: entry(0, 1), bytes: [15]),
      Forgery(rule: "the variant is known", offset: entry(0, 1), bytes: [255]),
      Forgery(rule: "a row has 16 bits", offset: entry(0, 2), bytes: [8]),
      Forgery(
        rule: "a row has 16 bits", offset: entry(0, 2), bytes: [4],
        status: unsupported),
      Forgery(
        rule: "a row has no layout", offset: entry(0, 3), bytes: [16],
        status: unsupported),
      Forgery(
        rule: "a row is whole", offset: entry(0, 9), bytes: [1],
        status: unsupported),
      Forgery(
        rule: "a row has no panels", offset: entry(0, 9), bytes: [2],
        status: unsupported),
      Forgery(rule: "sizes are the same", offset: entry(0, 4), bytes: [2]),
      Forgery(rule: "sizes are the same", offset: entry(0, 6), bytes: [4]),
      Forgery(rule: "a layer has values", offset: entry(0, 6), bytes: [0]),
      Forgery(rule: "nothing is shifted", offset: entry(0, 8), bytes: [1]),
      Forgery(rule: "there is no cell", offset: entry(0, 10), bytes: [1]),
      Forgery(rule: "a row is aligned", offset: entry(0, 12), bytes: [8]),
      Forgery(rule: "a row has its size", offset: entry(0, 16), bytes: [0]),
      Forgery(rule: "a row has its size", offset: entry(0, 16), bytes: [12]),
      Forgery(rule: "a row has its size", offset: entry(4, 16), bytes: [32]),
      Forgery(
        rule: "a reserved byte is zero", offset: entry(4, 32), bytes: [1]),
      Forgery(
        rule: "the bound is true", offset: entry(4, 20), bytes: [1, 0, 0, 0],
        status: overflow),
      Forgery(
        rule: "a copy has a bound", offset: copy, bytes: [1], status: overflow),
      Forgery(
        rule: "a sum overflows nothing", offset: sum + 4,
        bytes: [255, 255, 255, 127], status: overflow),
      Forgery(
        rule: "multipliers are positive", offset: sum + 11, bytes: [128],
        status: overflow),
      Forgery(
        rule: "multipliers are positive", offset: leaky + 15, bytes: [128],
        status: overflow),
    ]
    for forgery in forgeries {
      var forged = good
      for (index, byte) in forgery.bytes.enumerated() {
        forged[forgery.offset + index] = byte
      }
      #expect(forged != good, "\(forgery)")
      #expect(
        status(of: withChecksums(forged)) == forgery.status,
        "\(forgery), byte \(forgery.offset)")
    }
  }

  @Test("a sum without a second weight takes no second operand")
  func single() throws {
    let good = try network().fileBytes()
    let sum = load(entry(4, 12), of: good)
    let first = Int(Int16(truncatingIfNeeded: load(sum, of: good) & 0xFFFF))
    let bias = Int32(truncatingIfNeeded: load(sum + 4, of: good))
    var forged = good
    (forged[sum + 2], forged[sum + 3]) = (0, 0)
    store(
      UInt32(abs(first) << 15) + bias.magnitude, at: entry(4, 20), in: &forged)
    #expect(status(of: withChecksums(forged)) == SWIFTLET_INVALID_MODEL)
    store(0, at: entry(4, 24), in: &forged)
    #expect(status(of: withChecksums(forged)) == SWIFTLET_OK)
  }

  @Test("a model that keeps nothing has neither the feature nor the size")
  func chains() throws {
    let good = try makeModel(NetworkPlan.small[0]).0.fileBytes()
    for (offset, byte) in [(12, 8), (12, 16), (92, 8), (96, 128)] {
      var forged = good
      forged[offset] = UInt8(byte)
      #expect(
        status(of: withChecksums(forged)) == SWIFTLET_INVALID_MODEL,
        "byte \(offset)")
    }
  }

  @Test("a row or a state at the very end of the file is not read beyond it")
  func end() throws {
    let good = try network().fileBytes()
    let end = UInt32(good.count)
    for layer in [0, 4, 5, 6] {
      for (offset, size) in [(end, 0), (end - 16, 16), (end, 16)]
        as [(UInt32, UInt32)]
      {
        var forged = good
        store(offset, at: entry(layer, 12), in: &forged)
        store(size, at: entry(layer, 16), in: &forged)
        let result = try #require(statusAtPageEnd(of: withChecksums(forged)))
        #expect(result != SWIFTLET_OK, "layer \(layer) at \(offset)")
      }
    }
    for offset in [end, end - 16] {
      var forged = good
      store(offset, at: 96, in: &forged)
      let result = try #require(statusAtPageEnd(of: withChecksums(forged)))
      #expect(result == SWIFTLET_INVALID_MODEL)
    }
  }

  /// What the runtime says of bytes after which no memory is readable; nil
  /// where this machine has no such memory.
  private func statusAtPageEnd(of bytes: [UInt8]) -> swiftlet_status? {
    let page = Int(getpagesize())
    let size = (bytes.count + page - 1) / page * page
    guard
      let memory = mmap(
        nil, size + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1,
        0), memory != MAP_FAILED
    else { return nil }
    defer { munmap(memory, size + page) }
    guard mprotect(memory + size, page, PROT_NONE) == 0 else { return nil }
    let start = memory + (size - bytes.count)
    start.copyMemory(from: bytes, byteCount: bytes.count)
    var model = swiftlet_model()
    return swiftlet_open(&model, start, bytes.count)
  }
}
