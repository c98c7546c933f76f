import Foundation
import RandomNetworks
import SwiftletFiles
import SwiftletFormat
import SwiftletRuntime
import Testing

/// One way to spoil a network.
struct Mistake: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let make: @Sendable (inout QuantizedNetwork) -> Void

  init(
    _ description: String,
    _ make: @escaping @Sendable (inout QuantizedNetwork) -> Void
  ) {
    testDescription = description
    self.make = make
  }
}

@Suite("The writer")
struct WriterTests {
  @Test("spends half a byte, one or two on a weight")
  func sizes() throws {
    let sizes = try [4, 8, 16].map { weightBits in
      let plan = NetworkPlan(
        name: "", inputSize: 32, layers: [(.lstm, 32)],
        weightBits: weightBits)
      return try makeModel(plan).0.fileBytes().count
    }
    #expect(sizes[1] - sizes[0] == 128 * 64 / 2)
    #expect(sizes[2] - sizes[1] == 128 * 64)
  }

  @Test(
    "writes no network whose parts do not fit",
    arguments: [
      Mistake("no layer") { $0.layers = [] },
      Mistake("12-bit activations") { $0.activationBits = 12 },
      Mistake("an input too few") { $0.inputs.removeLast() },
      Mistake("an output too many") { $0.outputs.append($0.outputs[0]) },
      Mistake("a zero byte in a name") { $0.inputs[0].name = "a\u{0}" },
      Mistake("an input's shift of 31") { $0.inputs[0].shift = 31 },
      Mistake("an input's zero of 2^30") { $0.inputs[0].zero = 1 << 30 },
      Mistake("an output's 32 bits") { $0.outputs[0].fractionBits = 32 },
      Mistake("a golden step of another width") {
        $0.goldenSteps = [.init(inputs: [1], outputs: [1, 2])]
      },
      Mistake("4-bit weights") { $0.layers[0].weightBits = 4 },
      Mistake("a shift of 16") { $0.layers[0].inputShift = 16 },
      Mistake("a dense layer's shift") { $0.layers[1].inputShift = 1 },
      Mistake("an LSTM without cell range") { $0.layers[0].cellRange = 0 },
      Mistake("a dense layer with cell range") { $0.layers[1].cellRange = 1 },
      Mistake("a dense layer with gates") {
        $0.layers[1].activations.candidate = .relu
      },
      Mistake("panels of a layer with relu") {
        $0.layers[0].activations.candidate = .relu
        $0.layers[0].layout = .panels
      },
      Mistake("a row too few") { $0.layers[0].rows.removeLast() },
      Mistake("a short row") { $0.layers[0].rows[2].inputWeights = [1] },
      Mistake("a row without recurrence") {
        $0.layers[0].rows[2].hiddenWeights = []
      },
      Mistake("a weight of -128") {
        $0.layers[0].rows[2].inputWeights[0] = -128
      },
      Mistake("a negative multiplier") {
        $0.layers[0].rows[2].multiplier = -1
      },
      Mistake("a row that can overflow") { $0.layers[0].rows[2].bias = .max },
      Mistake("16-bit weights in blocks of 16 columns") {
        ($0.layers[0].weightBits, $0.layers[0].layout) = (16, .wide)
      },
      Mistake("a dense layer with a table") { $0.layers[1].table = [[1]] },
    ])
  func mistakes(mistake: Mistake) throws {
    var (network, _) = try makeModel(
      NetworkPlan(
        name: "", inputSize: 3, layers: [(.lstm, 4), (.denseLinear, 2)]))
    mistake.make(&network)
    #expect(throws: ModelError.self) { try network.fileBytes() }
  }

  @Test("names the file that cannot be written")
  func unwritable() throws {
    let (network, _) = try makeModel(NetworkPlan.small[0])
    let file = URL(fileURLWithPath: "/nowhere/model.swlt")
    let error = #expect(throws: OutputError.self) {
      try network.write(to: file)
    }
    #expect(error?.description.contains("/nowhere/model.swlt") == true)
  }

  @Test(
    "a file read back is the network that was written",
    arguments: NetworkPlan.golden)
  func readBack(plan: NetworkPlan) throws {
    let (network, model) = try makeModel(plan, golden: 3)
    #expect(model.network == network)
  }
}
