import CSwiftlet
import RandomNetworks
import SwiftletFormat
import Testing

@Suite("Damaged models")
struct DamageTests {
  @Test("every flip of a bit is refused", arguments: NetworkPlan.small)
  func flips(plan: NetworkPlan) throws {
    let (network, _) = try makeModel(plan, golden: 3)
    let bytes = AlignedBytes(try network.fileBytes())
    #expect(bytes.open().0 == SWIFTLET_OK)
    for bit in bits(of: bytes.count) {
      bytes.memory[bit / 8] ^= 1 << (bit % 8)
      if bytes.open().0 == SWIFTLET_OK { Issue.record("bit \(bit)") }
      bytes.memory[bit / 8] ^= 1 << (bit % 8)
    }
  }

  @Test("every truncation is refused", arguments: NetworkPlan.small)
  func truncations(plan: NetworkPlan) throws {
    let (network, _) = try makeModel(plan)
    let bytes = AlignedBytes(try network.fileBytes())
    for size in 0..<bytes.count {
      #expect(bytes.open(size).0 == SWIFTLET_TRUNCATED, "\(size) bytes")
    }
    #expect(bytes.open(bytes.count + 4).0 == SWIFTLET_OK)
  }

  @Test(
    "a flip with checksums made to fit is refused or harmless",
    arguments: NetworkPlan.small)
  func forged(plan: NetworkPlan) throws {
    let (network, _) = try makeModel(plan, golden: 2)
    let original = try network.fileBytes()
    for bit in bits(of: original.count) {
      var bytes = original
      bytes[bit / 8] ^= 1 << (bit % 8)
      let forged = AlignedBytes(withChecksums(bytes))
      let (status, model) = forged.open()
      if status == SWIFTLET_OK && !runs(model) { Issue.record("bit \(bit)") }
    }
  }

  /// The bits of a file that are flipped: every one, and of a large file, whose
  /// layers smaller ones have too, every 37th.
  private func bits(of size: Int) -> StrideTo<Int> {
    #if DEBUG
      let isThorough = false
    #else
      let isThorough = size < 4000
    #endif
    return stride(from: 0, to: 8 * size, by: isThorough ? 1 : 37)
  }

  /// Whether a model runs, its state can be saved and restored, and it leaves
  /// the guard bytes around an arena of just its size as they are.
  private func runs(_ model: swiftlet_model) -> Bool {
    var (model, stream) = (model, swiftlet_stream())
    let size = swiftlet_arena_size(&model)
    let guarded = AlignedBytes([UInt8](repeating: 0xA5, count: size + 32))
    guard
      let arena = guarded.memory.baseAddress.map({ $0 + 16 }),
      swiftlet_start(&stream, &model, arena, size) == SWIFTLET_OK
    else { return false }
    let (inputs, outputs) = (
      swiftlet_input_count(&model), swiftlet_output_count(&model)
    )
    var generator = Generator(seed: 11)
    var output = [Int16](repeating: 0, count: outputs)
    for _ in 0..<5 {
      let input = (0..<inputs).map { _ in
        Int16(truncatingIfNeeded: generator.next() >> (generator.next() & 31))
      }
      _ = swiftlet_step(&stream, input, inputs, &output, outputs)
    }
    var snapshot = [UInt8](
      repeating: 0, count: swiftlet_snapshot_size(&model))
    guard
      swiftlet_save(&stream, &snapshot, snapshot.count) == SWIFTLET_OK,
      swiftlet_restore(&stream, snapshot, snapshot.count) == SWIFTLET_OK
    else { return false }
    _ = swiftlet_self_test(&model, arena, size)
    let guards = [0..<16, 16 + size..<32 + size]
    return guards.allSatisfy { guarded.memory[$0].allSatisfy { $0 == 0xA5 } }
  }
}
