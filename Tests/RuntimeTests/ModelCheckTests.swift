import CSwiftlet
import RandomNetworks
import SwiftletFormat
import Testing

private let plan = NetworkPlan(
  name: "", inputSize: 3, layers: [(.gruResetAfter, 5), (.denseLinear, 2)])

/// Answers of a check in slices, up to the last one of a pass.
private func answers(
  _ model: swiftlet_model, _ check: inout swiftlet_check, slice: Int
) -> [swiftlet_status] {
  var model = model
  var answers: [swiftlet_status] = []
  repeat {
    answers.append(swiftlet_check_some(&model, &check, slice))
  } while answers.last == SWIFTLET_UNFINISHED
  return answers
}

@Suite("A check of a model's bytes in slices")
struct ModelCheckTests {
  @Test("finds them as they were, in as many calls as there are slices")
  func whole() throws {
    let bytes = AlignedBytes(try makeModel(plan, golden: 2).0.fileBytes())
    let payload = bytes.count - 128
    for slice in [1, 7, 64, payload - 1, payload, payload + 1, Int.max, -1] {
      var check = swiftlet_check()
      for _ in 0..<2 {
        let answers = answers(bytes.open().1, &check, slice: slice)
        let taken = slice < 0 ? payload : min(slice, payload)
        #expect(answers.count == (payload + taken - 1) / taken)
        #expect(answers.last == SWIFTLET_OK)
      }
    }
  }

  @Test("finds every flipped bit")
  func flips() throws {
    let bytes = AlignedBytes(try makeModel(plan).0.fileBytes())
    let model = bytes.open().1
    for bit in 0..<8 * bytes.count {
      bytes.memory[bit / 8] ^= 1 << UInt8(bit % 8)
      var check = swiftlet_check()
      try #require(
        answers(model, &check, slice: 50).last == SWIFTLET_CORRUPT,
        "bit \(bit)")
      bytes.memory[bit / 8] ^= 1 << UInt8(bit % 8)
    }
  }

  @Test("reads no byte beyond the file where its header changes on the way")
  func header() throws {
    let bytes = AlignedBytes(try makeModel(plan).0.fileBytes())
    let model = bytes.open().1
    let payload = bytes.count - 128
    var check = swiftlet_check()
    var handle = model
    #expect(swiftlet_check_some(&handle, &check, 16) == SWIFTLET_UNFINISHED)
    // The file's size, and the payload's checksum.
    for offset in [11, 16] { bytes.memory[offset] ^= 0x40 }
    let rest = answers(model, &check, slice: 16)
    #expect(rest.count == (payload + 15) / 16 - 1)
    #expect(rest.last == SWIFTLET_OK)
    #expect(answers(model, &check, slice: 16) == [SWIFTLET_CORRUPT])
  }

  @Test("answers what it is not given")
  func null() throws {
    let model = try makeModel(plan).1
    var (handle, unopened) = (model.handle, swiftlet_model())
    var check = swiftlet_check()
    #expect(swiftlet_check_some(nil, &check, 1) == SWIFTLET_NULL_ARGUMENT)
    #expect(swiftlet_check_some(&handle, nil, 1) == SWIFTLET_NULL_ARGUMENT)
    #expect(
      swiftlet_check_some(&unopened, &check, 1) == SWIFTLET_NULL_ARGUMENT)
  }
}
