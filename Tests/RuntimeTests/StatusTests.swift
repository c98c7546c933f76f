import CSwiftlet
import Foundation
import RandomNetworks
import SwiftletFormat
import Testing

private let plan = NetworkPlan(
  name: "", inputSize: 3, layers: [(.lstm, 4), (.denseLinear, 2)])

private func bytes() throws -> [UInt8] {
  try makeModel(plan, golden: 2).0.fileBytes()
}

@Suite("Statuses")
struct StatusTests {
  @Test("a null pointer is answered, never followed")
  func null() throws {
    let owner = try makeModel(plan).1
    var model = owner.handle
    var stream = swiftlet_stream()
    var unopened = swiftlet_model()
    var output: [Int16] = [0, 0]
    let nullArgument = SWIFTLET_NULL_ARGUMENT
    #expect(swiftlet_open(nil, model.bytes, 128) == nullArgument)
    #expect(swiftlet_open(&unopened, nil, 128) == nullArgument)
    #expect(swiftlet_start(&stream, &unopened, &output, 4) == nullArgument)
    #expect(swiftlet_start(&stream, &model, nil, 1000) == nullArgument)
    #expect(swiftlet_start(nil, &model, &output, 4) == nullArgument)
    #expect(swiftlet_reset(&stream) == nullArgument)
    #expect(swiftlet_step(&stream, [1, 2, 3], 3, &output, 2) == nullArgument)
    #expect(swiftlet_step_missing(&stream, &output, 2) == nullArgument)
    #expect(swiftlet_save(&stream, &output, 4) == nullArgument)
    #expect(swiftlet_restore(&stream, output, 4) == nullArgument)
    #expect(swiftlet_self_test(nil, &output, 4) == nullArgument)
    #expect(swiftlet_arena_size(&unopened) == 0)
    #expect(swiftlet_arena_size(nil) == 0)
    #expect(swiftlet_model_id(nil) == 0)
    #expect(swiftlet_input_name(nil, 0) == nil)
    #expect(swiftlet_largest_output(&model, nil) == 0)
  }

  @Test("an address that is no multiple of 4 is refused")
  func misaligned() throws {
    let owner = try makeModel(plan).1
    var (model, stream) = (owner.handle, swiftlet_stream())
    let room = AlignedBytes([UInt8](repeating: 0, count: 4096))
    let base = try #require(room.memory.baseAddress)
    for offset in 1...3 {
      #expect(
        swiftlet_start(&stream, &model, base + offset, 4000)
          == SWIFTLET_MISALIGNED)
      var other = swiftlet_model()
      #expect(
        swiftlet_open(&other, base + offset, 128) == SWIFTLET_MISALIGNED)
    }
  }

  @Test("an arena or a snapshot that is too small is refused")
  func small() throws {
    let owner = try makeModel(plan).1
    var (model, stream) = (owner.handle, swiftlet_stream())
    let size = swiftlet_arena_size(&model)
    let room = AlignedBytes([UInt8](repeating: 0, count: size))
    let arena = room.memory.baseAddress
    #expect(
      swiftlet_start(&stream, &model, arena, size - 1)
        == SWIFTLET_ARENA_TOO_SMALL)
    #expect(swiftlet_start(&stream, &model, arena, size) == SWIFTLET_OK)
    var snapshot = [UInt8](
      repeating: 0, count: swiftlet_snapshot_size(&model))
    #expect(
      swiftlet_save(&stream, &snapshot, snapshot.count - 1)
        == SWIFTLET_SNAPSHOT_TRUNCATED)
    #expect(
      swiftlet_restore(&stream, snapshot, snapshot.count - 1)
        == SWIFTLET_SNAPSHOT_TRUNCATED)
    #expect(
      swiftlet_restore(&stream, snapshot, snapshot.count)
        == SWIFTLET_SNAPSHOT_MISMATCH)
  }

  @Test("a step of other widths than the model's is refused")
  func counts() throws {
    let owner = try makeModel(plan).1
    var (model, stream) = (owner.handle, swiftlet_stream())
    let room = AlignedBytes([UInt8](repeating: 0, count: 4096))
    _ = swiftlet_start(&stream, &model, room.memory.baseAddress, 4096)
    var output: [Int16] = [0, 0, 0]
    for (inputs, outputs) in [(2, 2), (4, 2), (3, 1), (3, 3)] {
      #expect(
        swiftlet_step(&stream, [1, 2, 3, 4], inputs, &output, outputs)
          == SWIFTLET_COUNT_MISMATCH)
    }
    #expect(
      swiftlet_step(&stream, [1, .min, 3], 3, &output, 2)
        == SWIFTLET_GAP_REFUSED)
  }

  @Test("bytes that are no model of this version are refused by their cause")
  func identity() throws {
    let good = try bytes()
    #expect(status(of: good) == SWIFTLET_OK)
    var foreign = good
    foreign[0] = 0x50
    #expect(status(of: foreign) == SWIFTLET_NOT_A_MODEL)
    var future = good
    future[4] = 2
    #expect(status(of: withChecksums(future)) == SWIFTLET_UNSUPPORTED_VERSION)
    var minor = good
    minor[5] = 7
    #expect(status(of: withChecksums(minor)) == SWIFTLET_OK)
    var feature = good
    feature[12] = 32
    #expect(
      status(of: withChecksums(feature)) == SWIFTLET_UNSUPPORTED_FEATURE)
    var corrupt = good
    corrupt[good.count - 20] ^= 1
    #expect(status(of: corrupt) == SWIFTLET_CORRUPT)
    #expect(status(of: []) == SWIFTLET_TRUNCATED)
  }

  @Test("the self-test passes on a true model and fails on a false one")
  func selfTest() throws {
    func result(_ bytes: [UInt8]) throws -> swiftlet_status {
      let owner = AlignedBytes(bytes)
      var (status, model) = owner.open()
      try #require(status == SWIFTLET_OK)
      let size = swiftlet_arena_size(&model)
      let room = AlignedBytes([UInt8](repeating: 0xFF, count: size))
      return swiftlet_self_test(&model, room.memory.baseAddress, size)
    }
    let good = try bytes()
    #expect(try result(good) == SWIFTLET_OK)
    let golden = load(40 + 8 * 4, of: good)
    for step in 0..<2 {
      for channel in 0..<2 {
        var changed = good
        changed[golden + 10 * step + 6 + 2 * channel] ^= 1
        #expect(
          try result(withChecksums(changed)) == SWIFTLET_SELF_TEST_FAILED)
      }
    }
  }

  @Test("every status has a name of its own")
  func statusNames() {
    let names = (-18...0).map {
      String(cString: swiftlet_status_name(swiftlet_status($0)))
    }
    #expect(Set(names).count == 19)
    #expect(names.last == "ok")
    #expect(names.first == "unknown status")
  }
}

@Suite("Contradictions")
struct ContradictionTests {
  /// One rule of FORMAT.md, broken with checksums that fit.
  struct Forgery: CustomTestStringConvertible {
    let rule: String
    let offset: Int
    let bytes: [UInt8]
    var status = SWIFTLET_INVALID_MODEL
    var testDescription: String { rule }
  }

  /// The first layer's entry begins here; the second follows 40 bytes on.
  static let layer = 128

  static let forgeries = [
    Forgery(rule: "the header has its size", offset: 6, bytes: [127]),
    Forgery(rule: "there is an input", offset: 20, bytes: [0]),
    Forgery(rule: "there is an output", offset: 22, bytes: [0]),
    Forgery(rule: "there is a layer", offset: 24, bytes: [0]),
    Forgery(rule: "activations have 8 or 16 bits", offset: 26, bytes: [12]),
    Forgery(rule: "the gap policy is known", offset: 27, bytes: [3]),
    Forgery(rule: "the task is known", offset: 28, bytes: [2]),
    Forgery(rule: "the scoring is known", offset: 29, bytes: [2]),
    Forgery(rule: "a gap limit is a feature", offset: 30, bytes: [1]),
    Forgery(rule: "the state has its size", offset: 32, bytes: [0]),
    Forgery(rule: "the scratch has its size", offset: 36, bytes: [0]),
    Forgery(rule: "a section is aligned", offset: 40, bytes: [132]),
    Forgery(
      rule: "a section lies in the file", offset: 48, bytes: [0, 0, 0, 127]),
    Forgery(
      rule: "a section ends in the file", offset: 76,
      bytes: [0, 0, 0, 127]),
    Forgery(rule: "sections follow each other", offset: 56, bytes: [128, 0]),
    Forgery(rule: "layers have their entries", offset: 44, bytes: [40]),
    Forgery(rule: "golden steps are whole", offset: 76, bytes: [19]),
    Forgery(rule: "the header ends in zeros", offset: 100, bytes: [1]),
    Forgery(rule: "the kind is known", offset: layer, bytes: [9]),
    Forgery(rule: "the variant is known", offset: layer + 1, bytes: [1]),
    Forgery(
      rule: "weights have 8 or 16 bits", offset: layer + 2, bytes: [4],
      status: SWIFTLET_UNSUPPORTED_FEATURE),
    Forgery(
      rule: "blocks have a known width", offset: layer + 3, bytes: [8],
      status: SWIFTLET_UNSUPPORTED_FEATURE),
    Forgery(rule: "layers fit each other", offset: layer + 44, bytes: [5]),
    Forgery(rule: "a layer has an output", offset: layer + 6, bytes: [0]),
    Forgery(
      rule: "the input shift is below 16", offset: layer + 8, bytes: [16]),
    Forgery(
      rule: "another storage is a feature", offset: layer + 9, bytes: [4],
      status: SWIFTLET_UNSUPPORTED_FEATURE),
    Forgery(
      rule: "kept blocks come in runs", offset: layer + 9, bytes: [1]),
    Forgery(rule: "an LSTM has a cell range", offset: layer + 10, bytes: [0]),
    Forgery(
      rule: "the cell range is below 13", offset: layer + 10, bytes: [13]),
    Forgery(
      rule: "states have 16 bits", offset: layer + 11, bytes: [32],
      status: SWIFTLET_UNSUPPORTED_FEATURE),
    Forgery(rule: "weights are aligned", offset: layer + 12, bytes: [8]),
    Forgery(
      rule: "weights lie in the file", offset: layer + 12,
      bytes: [0, 0, 0, 64]),
    Forgery(rule: "weights have their size", offset: layer + 16, bytes: [1]),
    Forgery(
      rule: "the accumulator's bound is true", offset: layer + 20,
      bytes: [1, 0, 0, 0], status: SWIFTLET_OVERFLOW),
    Forgery(
      rule: "only an embedding has a vocabulary", offset: layer + 24,
      bytes: [1]),
    Forgery(rule: "a reserved byte is zero", offset: layer + 28, bytes: [16]),
    Forgery(rule: "a reserved byte is zero", offset: layer + 32, bytes: [1]),
  ]

  @Test("are refused though the checksums fit", arguments: forgeries)
  func forged(forgery: Forgery) throws {
    var forged = try bytes()
    #expect(load(40, of: forged) == Self.layer)
    for (index, byte) in forgery.bytes.enumerated() {
      try #require(forgery.bytes.count > 1 || forged[forgery.offset] != byte)
      forged[forgery.offset + index] = byte
    }
    #expect(status(of: withChecksums(forged)) == forgery.status)
  }

  @Test("in conversions and names are refused")
  func channels() throws {
    let good = try bytes()
    let inputs = load(48, of: good)
    let outputs = load(56, of: good)
    let names = load(64, of: good)
    for (offset, value) in [
      (inputs + 3, 0x40), (inputs + 7, 0x80), (inputs + 8, 32),
      (inputs + 9, 31), (outputs + 8, 32), (names + 2, 65), (names, 0),
      (names + 14, 65), (inputs + 10, 1), (inputs + 11, 1),
      (outputs + 9, 1), (outputs + 11, 1),
    ] {
      var forged = good
      forged[offset] = UInt8(value)
      #expect(
        status(of: withChecksums(forged)) == SWIFTLET_INVALID_MODEL,
        "byte \(offset)")
    }
  }

  @Test("a row that could overflow is refused, whatever bound is stated")
  func overflow() throws {
    var forged = try bytes()
    // The first tile of the LSTM: two blocks of 16 bytes, then its biases.
    let weights = load(Self.layer + 12, of: forged)
    store(0x7FFF_FFFF, at: weights + 32, in: &forged)
    for bound in [0, 0x7FFF_FFFF, 0xFFFF_FFFF] as [UInt32] {
      store(bound, at: Self.layer + 20, in: &forged)
      #expect(status(of: withChecksums(forged)) == SWIFTLET_OVERFLOW)
    }
  }
}
