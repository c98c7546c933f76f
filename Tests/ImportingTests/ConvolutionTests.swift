import Foundation
import SwiftletCells
import SwiftletImporting
import Testing

@Suite("Convolutions of ONNX Runtime")
struct ConvolutionTests {
  /// A model with its vectors and the options of its import.
  struct Row: Decodable, CustomTestStringConvertible, Sendable {
    var model: String
    var vectors: String
    var fixed: [String: Double]?
    var shapes: [String: [Int]]?
    var context: Int?

    var testDescription: String { model }

    var options: GraphOptions {
      GraphOptions(
        fixed: fixed ?? [:], shapes: shapes ?? [:], context: context ?? 0)
    }

    func network() throws -> ImportedNetwork {
      try ModelImport.read(ImportFixtures.file(model), graph: options)
    }
  }

  static let rows =
    (try? JSONDecoder().decode(
      [Row].self,
      from: Data(contentsOf: ImportFixtures.file("convolutions.json")))) ?? []

  private func row(_ name: String) throws -> Row {
    try #require(Self.rows.first { $0.model == name })
  }

  @Test(
    "give the framework's outputs within 1e-5 over 50 timesteps",
    arguments: rows)
  func replays(row: Row) throws {
    let report = try row.network().replay(
      ReferenceVectors(contentsOf: ImportFixtures.file(row.vectors)))
    #expect(report.steps == 50)
    #expect(report.maxAbsError < 1e-5)
    #expect(report.maxMagnitudes.allSatisfy { $0 > 1e-3 })
  }

  @Test(
    "of speech take a spectrum's parts by convolutions of their own",
    arguments: [
      "onnx-legacy-speech.onnx", "onnx-speech.onnx",
      "onnx-legacy-branch-speech.onnx",
    ])
  func speech(name: String) throws {
    let imported = try row(name).network()
    let network = imported.network
    #expect(imported.inputLength == .carried)
    #expect(network.inputSize == 48)
    #expect(network.layers[0] == .history(size: 16, inputSize: 48))
    let spectra = network.layers.filter {
      if case .conv1D(let shape, .linear) = $0 {
        shape.outputChannels == 9 && shape.kernel == 16 && shape.stride == 8
      } else {
        false
      }
    }
    #expect(spectra.count == 2)
    // Beside eleven layers, copies of what four convolutions give.
    let copies = network.layers.filter {
      if case .pointwise(.copy, _) = $0 { true } else { false }
    }
    #expect(copies.count == 4)
    #expect(network.layers.count - copies.count == 11)
  }

  @Test(
    "over time keep the frames before, of an open length or not",
    arguments: [
      "onnx-causal.onnx", "onnx-legacy-causal.onnx",
      "onnx-legacy-causal-open.onnx",
    ])
  func causal(name: String) throws {
    let network = try row(name).network().network
    let sizes = network.layers.compactMap {
      if case .history(let size, _) = $0 { size } else { nil }
    }
    #expect(sizes == [4 * 5, 2 * 6, 1 * 4])
  }

  @Test("with batch normalization have the layers of those without")
  func normalized() throws {
    let plain = try row("onnx-legacy-frames.onnx").network().network
    let folded = try row("onnx-legacy-frames-norm.onnx").network().network
    #expect(folded.layers == plain.layers)
  }

  @Test(
    "that see timesteps to come, or answer later than the first, are refused",
    arguments: [
      ("onnx-legacy-same.onnx", "it sees timesteps after its answer's (1"),
      ("onnx-legacy-valid.onnx", "its answers do not begin with the stream"),
    ])
  func noncausal(name: String, sentence: String) {
    let text = complaint {
      try ModelImport.read(ImportFixtures.file(name))
    }
    #expect(text?.contains(sentence) == true, "\(text ?? "")")
    #expect(text?.contains("nn.ConstantPad1d((2, 0), 0.0)") == true)
  }

  @Test("say what a graph leaves open, one after the other")
  func open() throws {
    let row = try row("onnx-legacy-branch-speech.onnx")
    let file = ImportFixtures.file(row.model)
    func said(_ options: GraphOptions) -> String {
      complaint { try ModelImport.read(file, graph: options) } ?? ""
    }
    #expect(
      said(GraphOptions()).contains("by input 'rate'; give the value"))
    #expect(said(GraphOptions()).hasSuffix("`fixed` rate=VALUE"))
    let fixed = GraphOptions(fixed: ["rate": 16000])
    #expect(said(fixed).hasSuffix("`shapes` input=1,N"))
    var options = row.options
    options.context = 64
    #expect(said(options).contains("`context` 64 leaves nothing of input"))
  }

  @Test(
    "refuse options that do not fit the inputs",
    arguments: [
      (GraphOptions(fixed: ["sr": 1]), "has no input 'sr'; its inputs are"),
      (GraphOptions(shapes: ["x": [1]]), "has no input 'x'; its inputs are"),
      (GraphOptions(fixed: ["rate": 0.5]), "takes whole numbers, not 0.5"),
      (
        GraphOptions(shapes: ["state": [2, 1, 7]]),
        "does not fit input 'state', which has the sizes 2, 1, 6"
      ),
      (
        GraphOptions(shapes: ["input": [64]]),
        "does not fit input 'input', which has the sizes batch, samples"
      ),
    ])
  func options(options: GraphOptions, sentence: String) {
    let file = ImportFixtures.file("onnx-legacy-branch-speech.onnx")
    let text = complaint { try ModelImport.read(file, graph: options) }
    #expect(text?.contains(sentence) == true, "\(text ?? "")")
  }

  @Test("take no options of a graph for a model of another format")
  func format() {
    let file = ImportFixtures.file("torch-gru1.safetensors")
    let text = complaint {
      try ModelImport.read(file, graph: GraphOptions(context: 1))
    }
    #expect(text?.contains("go with an ONNX model only") == true)
  }
}
