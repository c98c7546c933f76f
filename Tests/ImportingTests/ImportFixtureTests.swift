import Foundation
import SwiftletCells
import SwiftletImporting
import Testing

@Suite("Models of PyTorch, Keras, ONNX Runtime and amplifiers")
struct ImportFixtureTests {
  @Test(
    "give the framework's outputs within 1e-5 over 50 timesteps or a window",
    arguments: ImportFixtures.rows)
  func replays(row: ImportFixtures.Row) throws {
    let imported = try ModelImport.read(
      ImportFixtures.file(row.model), modules: row.modules())
    let vectors = try ReferenceVectors(
      contentsOf: ImportFixtures.file(row.vectors))
    let length =
      row.model.contains("window") || row.model.contains("shapes.keras")
      ? 10 : 50
    #expect(vectors.sequences.allSatisfy { $0.inputs.count == length })
    let report = try imported.replay(vectors)
    #expect(report.steps >= vectors.sequences.count)
    #expect(report.maxAbsError < 1e-5)
    // Outputs that never move would say nothing.
    #expect(report.maxMagnitudes.allSatisfy { $0 > 1e-3 })
  }

  @Test("cover every format, kind of layer and number of layers")
  func coverage() throws {
    var kinds: Set<String> = []
    for row in ImportFixtures.rows {
      let imported = try ModelImport.read(
        ImportFixtures.file(row.model), modules: row.modules())
      let layers = imported.network.layers
      let recurrent = layers.filter(\.isRecurrent)
      for layer in layers {
        kinds.insert("\(imported.format) \(layer.kindName) \(recurrent.count)")
        if case .gru(_, _, let resetAfter, _) = layer {
          kinds.insert("\(imported.format) reset after \(resetAfter)")
        }
      }
    }
    for format in ["PyTorch state dict", "ONNX", "Keras"] {
      for kind in ["rnn", "gru", "lstm"] {
        for count in 1...3 {
          #expect(kinds.contains("\(format) \(kind) \(count)"))
        }
      }
      #expect(kinds.contains { $0.hasPrefix("\(format) embedding") })
      #expect(kinds.contains("\(format) reset after true"))
    }
    let packages = Set(try #require(ImportFixtures.all).versions.keys)
    #expect(packages.isSuperset(of: ["torch", "keras", "onnxruntime", "onnx"]))
    #expect(kinds.contains("ONNX reset after false"))
    #expect(kinds.contains("Keras reset after false"))
  }

  @Test(
    "tell a swapped gate or a folded b_hn from the right layout",
    arguments: ImportFixtures.rows.filter { $0.layers == nil })
  func sensitivity(row: ImportFixtures.Row) throws {
    let exact = try ModelImport.read(ImportFixtures.file(row.model)).model()
    let vectors = try ReferenceVectors(
      contentsOf: ImportFixtures.file(row.vectors))
    for wrong in [swappingGates(exact), foldingCandidateBias(exact)] {
      guard let wrong, wrong != exact else { continue }
      var (a, b) = (FloatStream(exact), FloatStream(wrong))
      let largest = try vectors.sequences[0].inputs.reduce(0.0) {
        largest, input in
        try zip(a.step(input), b.step(input)).reduce(largest) {
          max($0, abs($1.0 - $1.1))
        }
      }
      #expect(largest > 1e-4)
    }
  }

  /// The model with the first two gates of its first gated layer exchanged.
  private func swappingGates(_ model: FloatModel) -> FloatModel? {
    var model = model
    let tensor = model.network.tensors.first {
      $0.role == .recurrentWeight && $0.rows > $0.columns
    }
    guard let tensor else { return nil }
    for index in 0..<tensor.columns * tensor.columns {
      model.parameters.swapAt(
        tensor.offset + index,
        tensor.offset + tensor.columns * tensor.columns + index)
    }
    return model
  }

  /// The model with the candidate's second bias summed to its first.
  private func foldingCandidateBias(_ model: FloatModel) -> FloatModel? {
    var model = model
    guard
      let own = model.network.tensors.first(where: {
        $0.role == .candidateBias
      }), let bias = model.network.tensor(.bias, ofLayer: own.layer)
    else { return nil }
    for index in 0..<own.rows {
      let place = bias.offset + 2 * own.rows + index
      model.parameters[place] += model.parameters[own.offset + index]
      model.parameters[own.offset + index] = 0
    }
    return model
  }
}
