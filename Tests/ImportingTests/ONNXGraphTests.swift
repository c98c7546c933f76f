import SwiftletCells
import SwiftletImporting
import SwiftletRuntime
import Testing

@Suite("An ONNX graph")
struct ONNXGraphTests {
  private func imported(_ name: String) throws -> ImportedNetwork {
    try ModelImport.read(ImportFixtures.file(name))
  }

  @Test(
    "keeps states that go in and come out, packed in one tensor or in rows",
    arguments: [
      "onnx-one-state.onnx", "onnx-legacy-one-state.onnx",
      "onnx-last-axis.onnx", "onnx-legacy-last-axis.onnx",
      "onnx-flat-state.onnx", "onnx-legacy-flat-state.onnx",
    ])
  func states(name: String) throws {
    let network = try imported(name)
    #expect(network.inputLength == .carried)
    #expect(network.scoring == nil)
    #expect(network.network.inputSize == 5)
    #expect(network.remarks[0].contains("is kept by swiftlet"))
  }

  @Test(
    "that picks the last valid step by lengths is scored at the last step",
    arguments: [
      "onnx-legacy-gathered.onnx", "onnx-legacy-indexed.onnx",
      "onnx-node-packed.onnx",
    ])
  func lengths(name: String) throws {
    let network = try imported(name)
    #expect(network.scoring == .lastStep)
    #expect(network.network.inputSize == 5)
    #expect(
      network.remarks.contains {
        $0.contains("names the last valid timestep")
      })
  }

  @Test("takes several inputs, and gives several outputs, side by side")
  func ends() throws {
    let two = try imported("onnx-legacy-two-inputs.onnx")
    #expect(two.network.inputSize == 5)
    #expect(
      two.remarks.contains { $0.contains("those of 'onnx::Concat_0'") })
    let denoiser = try imported("onnx-denoiser.onnx")
    #expect(denoiser.network.outputSize == 4)
    #expect(denoiser.remarks.contains { $0.hasPrefix("the outputs are those") })
    #expect(!denoiser.network.isChain)
  }

  @Test("starts from the states that were trained")
  func learned() throws {
    let network = try imported("onnx-learned.onnx").network
    #expect(network.initialState.count == network.stateSize)
    #expect(network.initialState.allSatisfy { $0 != 0 })
  }

  @Test(
    "with a loop of a cell has that layer",
    arguments: [
      ("onnx-keras-gru.onnx", ["gru", "gru", "dense"]),
      ("onnx-keras-gru-before.onnx", ["gru", "dense"]),
      ("onnx-keras-rnn.onnx", ["rnn", "dense"]),
      ("onnx-node-scan.onnx", ["lstm"]), ("onnx-node-loop.onnx", ["gru"]),
    ])
  func loops(name: String, kinds: [String]) throws {
    let network = try imported(name).network
    #expect(network.layers.map(\.kindName) == kinds)
    #expect(network.isChain)
  }

  @Test(
    "with batch normalization folds it into the layers beside it",
    arguments: [
      ("onnx-batchnorm.onnx", ["gru", "dense", "dense"]),
      ("onnx-legacy-batchnorm.onnx", ["gru", "dense", "dense"]),
      ("onnx-legacy-batchnorm-end.onnx", ["gru", "dense", "dense"]),
    ])
  func normalized(name: String, kinds: [String]) throws {
    let imported = try imported(name)
    #expect(imported.network.layers.map(\.kindName) == kinds)
    #expect(imported.network.isChain)
    #expect((imported.normalization == nil) == name.contains("end"))
  }

  @Test(
    "with layer normalizations has them, as an operator or written out",
    arguments: [16, 17])
  func layerNorms(version: Int) throws {
    let network = try imported("onnx-legacy-layernorm-\(version).onnx").network
    #expect(
      network.layers.map(\.kindName) == [
        "layer_norm", "gru", "layer_norm", "dense", "layer_norm", "activation",
        "dense",
      ])
    let plain = try imported("onnx-legacy-plainnorm-\(version).onnx").network
    #expect(
      plain.layers.map(\.kindName) == [
        "gru", "layer_norm", "lstm", "layer_norm",
      ])
    #expect(plain.layers[3] == .layerNorm(size: 4, epsilon: 1e-2))
  }

  @Test("with LSTM cells written out keeps their states")
  func writtenCells() throws {
    let imported = try imported("onnx-node-dtln.onnx")
    #expect(imported.inputLength == .carried)
    #expect(imported.network.inputSize == 12)
    #expect(imported.network.outputSize == 12)
    let kinds = imported.network.layers.map(\.kindName)
    #expect(kinds.filter { $0 == "lstm" }.count == 2)
    #expect(kinds.contains("layer_norm"))
  }

  @Test("that is a chain stays one")
  func chain() throws {
    for row in ImportFixtures.rows where row.model.hasPrefix("onnx-legacy-l") {
      let network = try imported(row.model).network
      #expect(network.isChain || row.model.contains("last-"))
    }
  }
}
