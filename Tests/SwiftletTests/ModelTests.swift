import Foundation
import RandomNetworks
import Swiftlet
import SwiftletFormat
import TemporaryFolder
import Testing

/// A classifier with two LSTM layers, or with `task` a regression.
func makeModel(
  _ task: ModelTask = .classification, gaps: GapPolicy = .hold,
  seed: UInt32 = 7
) throws -> Model {
  var generator = Generator(seed: seed)
  var network = generator.network(
    NetworkPlan(
      name: "", inputSize: 3, layers: [(.lstm, 6), (.denseLinear, 4)],
      gapPolicy: gaps))
  network.task = task
  return try Model(bytes: network.fileBytes())
}

@Suite("Models")
struct ModelTests {
  @Test("a model is the same from bytes and from the file that it writes")
  func files() throws {
    let model = try makeModel()
    let folder = try makeFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let url = folder.appendingPathComponent("model.swlt")
    try model.write(to: url)
    for copy in [
      try Model(contentsOf: url), try Model(contentsOfFile: url.path),
      try Model(bytes: model.bytes), try Model(bytes: Array(model.bytes)),
    ] {
      #expect(copy.bytes == model.bytes)
      #expect(copy.id == model.id)
    }
    #expect(model.flashSize == model.bytes.count)
  }

  @Test("an error is one line that names the file and what to do")
  func refusals() throws {
    #expect {
      try Model(contentsOfFile: "nowhere.swlt")
    } throws: {
      "\($0)".hasSuffix(
        "nowhere.swlt: cannot be read: no such file or directory; check the "
          + "path")
    }
    var bytes = try makeModel().bytes
    bytes[bytes.count - 1] ^= 1
    #expect { try Model(bytes: bytes) } throws: { "\($0)".contains("damaged") }
    #expect { try Model(bytes: [1, 2, 3]) } throws: {
      $0 is ModelError && !"\($0)".contains("\n")
    }
    let folder = URL(fileURLWithPath: "/nowhere/model.swlt")
    #expect { try makeModel().write(to: folder) } throws: {
      "\($0)".hasPrefix("/nowhere/model.swlt: cannot be written")
    }
  }

  @Test("only classifiers have class names")
  func classNames() throws {
    #expect(try makeModel().classNames == ["y0", "y1", "y2", "y3"])
    #expect(try makeModel(.regression).classNames == [])
    #expect(try makeModel(.regression).outputs.map(\.name).count == 4)
  }

  @Test("a feature's unit and range say which integers its values become")
  func inputUnits() throws {
    for input in try makeModel().inputs {
      let middle = (input.range.lowerBound + input.range.upperBound) / 2
      for count in stride(from: -32_000, through: 32_000, by: 1_000) {
        let value = input.int16(for: middle + Double(count) * input.unit)
        #expect(abs(Int(value) - count) <= 1)
      }
      #expect(input.int16(for: input.range.lowerBound - 1e6) == -32_767)
      #expect(input.int16(for: input.range.upperBound + 1e6) == 32_767)
      #expect(input.int16(for: .nan) == Model.gap)
    }
  }

  @Test("an output's unit is the distance of two of its values")
  func outputUnits() throws {
    for output in try makeModel(.regression).outputs {
      let distance = output.value(of: 3_000) - output.value(of: 2_000)
      #expect(abs(distance - 1_000 * output.unit) < output.unit)
    }
  }

  @Test("the recorded steps pass, and not those of another network")
  func selfTest() throws {
    var generator = Generator(seed: 3)
    var network = generator.network(
      NetworkPlan(name: "", inputSize: 2, layers: [(.gruResetAfter, 3)]))
    let stream = QuantizedStream(
      try QuantizedModel(bytes: Data(network.fileBytes())))
    let outputs = try stream.step([1_000, -2_000])
    network.goldenSteps = [.init(inputs: [1_000, -2_000], outputs: outputs)]
    try Model(bytes: network.fileBytes()).selfTest()
    network.goldenSteps[0].outputs[1] += 1
    let wrong = try Model(bytes: network.fileBytes())
    #expect(throws: ModelError.self) { try wrong.selfTest() }
  }
}
