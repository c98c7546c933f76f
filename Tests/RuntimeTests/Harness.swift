import CSwiftlet
import CSwiftletKernels
import Foundation
import RandomNetworks
import SwiftletFormat
import SwiftletRuntime
import Testing

#if DEBUG
  /// Unoptimized code runs fewer steps of the same tests.
  let stepFactor = 1
#else
  let stepFactor = 20
#endif

extension OracleActivation {
  /// The activations of the specification's table.
  static let shared = OracleActivation(
    knots: (0...256).map { Int(swiftlet_tanh_table()[$0]) })
}

extension NetworkPlan: CustomTestStringConvertible {
  /// The name in a test's report.
  public var testDescription: String { name }

  /// Small networks: one for each kind of recurrent layer and an embedding,
  /// then those of one layer with kept blocks alone, or in panels.
  static let small = golden.filter {
    $0.name.hasSuffix("w8 a16")
      && !$0.name.contains("relu") && !$0.name.contains("gru, gru")
      || $0.name.contains(/w8[kp] a16$/) && $0.layers.count == 1
  }
}

/// A network of a plan and the model of it.
func makeModel(
  _ plan: NetworkPlan, seed: UInt32 = 7, golden: Int = 0
) throws -> (QuantizedNetwork, QuantizedModel) {
  var generator = Generator(seed: seed)
  var network = generator.network(plan)
  let plain = try QuantizedModel(bytes: Data(network.fileBytes()))
  guard golden > 0 else { return (network, plain) }
  let stream = QuantizedStream(plain)
  network.goldenSteps = try inputs(plan, count: golden).map {
    .init(inputs: $0, outputs: try stream.step($0))
  }
  return (network, try QuantizedModel(bytes: Data(network.fileBytes())))
}

/// Random timesteps of a plan's network.
func inputs(
  _ plan: NetworkPlan, count: Int, seed: UInt32 = 99
) -> [[Int16]] {
  var generator = Generator(seed: seed)
  return (0..<count).map { _ in
    generator.input(
      count: plan.inputSize, vocabulary: plan.vocabulary,
      allowsGaps: plan.gapPolicy != .refuse)
  }
}

/// Bytes at an address that is a multiple of 16, as `swiftlet_open` takes
/// them; freed with the object.
final class AlignedBytes {
  let memory: UnsafeMutableRawBufferPointer

  init(_ bytes: [UInt8]) {
    memory = .allocate(byteCount: max(bytes.count, 1) + 4, alignment: 16)
    memory.copyBytes(from: bytes)
    count = bytes.count
  }

  deinit { memory.deallocate() }

  let count: Int

  /// What the runtime says of the first `size` bytes.
  func open(_ size: Int? = nil) -> (swiftlet_status, swiftlet_model) {
    var model = swiftlet_model()
    let status = swiftlet_open(&model, memory.baseAddress, size ?? count)
    return (status, model)
  }
}

/// What the runtime says of the bytes of a model.
func status(of bytes: [UInt8]) -> swiftlet_status {
  AlignedBytes(bytes).open().0
}

/// The bytes with both checksums computed again.
func withChecksums(_ bytes: [UInt8]) -> [UInt8] {
  var bytes = bytes
  store(crc(bytes[128...]), at: 16, in: &bytes)
  store(crc(bytes[..<124]), at: 124, in: &bytes)
  return bytes
}

/// Writes a little-endian UInt32.
func store(_ value: UInt32, at offset: Int, in bytes: inout [UInt8]) {
  for index in 0..<4 {
    bytes[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * index))
  }
}

/// A little-endian UInt32.
func load(_ offset: Int, of bytes: [UInt8]) -> Int {
  (0..<4).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
}

/// CRC-32, by a table that is made bit by bit.
func crc(_ bytes: ArraySlice<UInt8>) -> UInt32 {
  let table = crcTable
  return ~bytes.reduce(0xFFFF_FFFF) { register, byte in
    (register >> 8) ^ table[Int(UInt8(truncatingIfNeeded: register) ^ byte)]
  }
}

private let crcTable = (0..<256).map { byte in
  (0..<8).reduce(UInt32(byte)) { register, _ in
    (register >> 1) ^ (register & 1 == 1 ? 0xEDB8_8320 : 0)
  }
}
