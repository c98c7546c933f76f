import Foundation
import SwiftletCells
import SwiftletImporting
import SwiftletRuntime
import TemporaryFolder
import Testing

@Suite("What a framework's model means")
struct MeaningTests {
  /// A GRU of two inputs and a dense layer of one output, of some numbers.
  private static let shapes = [
    "gru.weight_ih_l0": [9, 2], "gru.weight_hh_l0": [9, 3],
    "gru.bias_ih_l0": [9], "gru.bias_hh_l0": [9], "fc.weight": [1, 3],
    "fc.bias": [1],
  ]

  private func network(
    _ others: [String: [Float]] = [:], _ layers: String = "gru,fc"
  ) throws -> ImportedNetwork {
    var tensors = Self.shapes.mapValues { shape in
      let count = shape.reduce(1, *)
      return SafeTensors.Tensor(
        shape: shape,
        values: (0..<count).map { Float($0 * 7 % 11) / 6 - 0.8 })
    }
    for (name, values) in others {
      tensors[name] = .init(shape: [values.count], values: values)
    }
    return try withFolder { folder in
      let file = folder.appendingPathComponent("in.safetensors")
      try SafeTensors(tensors: tensors, metadata: [:]).write(to: file)
      return try ModelImport.read(
        file,
        modules: layers.split(separator: ",").map { try ModuleChoice($0) })
    }
  }

  private static let steps = [[0.5, -2.0], [3, 1], [-1, 0.25], [2, 2]]

  private func run(_ model: FloatModel) throws -> [[Double]] {
    var stream = FloatStream(model)
    return try Self.steps.map { try stream.step($0) }
  }

  @Test(
    "one output tells two classes as its probability does",
    arguments: ["gru,fc", "gru,fc:sigmoid"])
  func twoClasses(layers: String) throws {
    let imported = try network([:], layers)
    let classifier = try imported.model(
      ModelDescription(
        outputs: [.init(name: "no"), .init(name: "yes")],
        task: .classification))
    let value = try run(try network().model()).map { $0[0] }
    let logits = try run(classifier)
    #expect(logits.map { $0[0] } == value.map { _ in 0 })
    #expect(logits.map { $0[1] } == value)
  }

  @Test(
    "buffers of means and deviations become those of the inputs",
    arguments: [
      ("mean", "std"), ("norm.mean", "norm.std"), ("x_mean", "x_scale"),
    ])
  func buffers(mean: String, deviation: String) throws {
    let imported = try network([mean: [1, -0.5], deviation: [2, 4]])
    #expect(imported.remarks.last?.contains("'\(mean)' is taken") == true)
    let plain = try imported.model()
    #expect(plain.inputs.map(\.mean) == [1, -0.5])
    #expect(plain.inputs.map(\.deviation) == [2, 4])
    let before = try imported.model(
      ModelDescription(inputs: [
        .init(name: "a", mean: 10, deviation: 3), .init(name: "b"),
      ]))
    // ((v - 10) / 3 - 1) / 2 = (v - 13) / 6
    #expect(before.inputs.map(\.mean) == [13, -0.5])
    #expect(before.inputs.map(\.deviation) == [6, 4])
    let bare = try network().model()
    var stream = FloatStream(bare)
    let expected = try Self.steps.map {
      try stream.step([($0[0] - 1) / 2, ($0[1] + 0.5) / 4])
    }
    #expect(try run(plain) == expected)
    let vectors = try withFolder { folder in
      let file = folder.appendingPathComponent("v.json")
      let data = ["inputs": [Self.steps], "outputs": [expected]]
      try JSONSerialization.data(withJSONObject: data).write(to: file)
      return try ReferenceVectors(contentsOf: file)
    }
    #expect(try imported.replay(vectors).maxAbsError < 1e-9)
  }

  @Test("buffers that do not fit, or are none, are refused by name")
  func wrongBuffers() {
    for (others, sentence) in [
      (
        ["mean": [1], "std": [1]], "tensor 'mean' has 1 numbers, but the first"
      ),
      (["mean": [1, 2]], "tensor 'mean' is not understood"),
      (["mean": [1, 2], "std": [1, 0]], "tensor 'mean' is not understood"),
      (
        ["norm.running_mean": [1, 2]],
        "tensor 'norm.running_var' is missing"
      ),
    ] as [([String: [Float]], String)] {
      let text = complaint { try network(others) }
      #expect(text?.contains(sentence) == true, "\(text ?? "")")
    }
  }
}
