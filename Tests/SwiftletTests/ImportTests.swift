import Foundation
import Swiftlet
import Testing

private let fixtures = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent()
  .appendingPathComponent("Fixtures/imports")

private func fixture(_ name: String) -> URL {
  fixtures.appendingPathComponent(name)
}

@Suite("Import by a call")
struct ImportTests {
  private let gru = fixture("keras-gru.keras")
  private let reference = fixture("keras-gru.keras.json")

  @Test("an imported model is replayed and takes names and units")
  func replay() throws {
    let outcome = try FloatModel.importModel(
      from: gru,
      options: ImportOptions(
        means: [2], deviations: [1, 2, 3, 4, 5], reference: reference))
    #expect(outcome.network.format == "Keras")
    let replay = try #require(outcome.replay)
    #expect(replay.steps > 0 && replay.maxAbsError < 1e-5)
    #expect(outcome.model.inputs.map(\.mean) == [2, 2, 2, 2, 2])
    #expect(outcome.model.inputs.map(\.deviation) == [1, 2, 3, 4, 5])
    #expect(outcome.model.inputs[4].name == "x4")
  }

  /// What an import remarks.
  private func remarks(
    _ file: String, _ options: ImportOptions = ImportOptions()
  ) throws -> [String] {
    var remarks: [String] = []
    _ = try FloatModel.importModel(from: fixture(file), options: options) {
      remarks.append($0)
    }
    return remarks
  }

  @Test("a checkpoint says what is left out of it")
  func checkpoint() throws {
    #expect(
      try remarks("torch-checkpoint.pth").contains {
        $0.hasPrefix("the state dict is 'model_state_dict'; left out: 'args'")
      })
  }

  @Test("a state dict without a reference says what it cannot show")
  func unseen() throws {
    let sentence = "a state dict holds no code"
    #expect(
      try remarks("torch-gru1.safetensors").contains {
        $0.hasPrefix(sentence)
      })
    for (file, options) in [
      (
        "torch-gru1.safetensors",
        ImportOptions(reference: fixture("torch-gru1.safetensors.json"))
      ), ("keras-gru.keras", ImportOptions()),
    ] {
      #expect(
        try !remarks(file, options).contains { $0.hasPrefix(sentence) })
    }
  }

  @Test(
    "what a model does to its inputs goes on top of `means` and `deviations`",
    arguments: ["keras-normalized-given.keras", "onnx-node-scaled.onnx"])
  func scaling(file: String) throws {
    let sentence = "`means` and `deviations` are applied first"
    let plain = try FloatModel.importModel(from: fixture(file)).model.inputs
    let options = ImportOptions(means: [3], deviations: [2])
    #expect(try !remarks(file).contains { $0.hasPrefix(sentence) })
    #expect(try remarks(file, options).contains { $0.hasPrefix(sentence) })
    let both = try FloatModel.importModel(
      from: fixture(file), options: options
    ).model.inputs
    for (inner, outer) in zip(plain, both) {
      // ((v - 3) / 2 - m) / d
      #expect(abs(outer.mean - (3 + 2 * inner.mean)) < 1e-9)
      #expect(abs(outer.deviation - 2 * inner.deviation) < 1e-9)
    }
  }

  @Test("a window is told of, and one beyond the limits refused")
  func window() throws {
    let told = "the network sees windows of 10 timesteps"
    #expect(
      try remarks("keras-window.keras").contains {
        $0.hasPrefix(told) && $0.hasSuffix("alone, give `window` 1")
      })
    let given = ImportOptions(description: ModelDescription(window: 10))
    #expect(
      try remarks("keras-gru.keras", given).contains {
        $0.hasPrefix(told) && !$0.contains("`window`")
      })
    for window in [0, 1_048_577] {
      let options = ImportOptions(
        description: ModelDescription(window: window))
      #expect {
        try FloatModel.importModel(from: gru, options: options)
      } throws: { "\($0)".hasPrefix("`window` \(window): give a number") }
    }
  }

  @Test("a replay beyond the tolerance is refused")
  func tolerance() throws {
    #expect {
      try FloatModel.importModel(
        from: gru,
        options: ImportOptions(reference: reference, tolerance: 1e-30))
    } throws: {
      "\($0)".contains("more than `tolerance` 1e-30; check")
    }
  }

  @Test(
    "as many means as features, or one, are taken",
    arguments: [
      ("keras-gru.keras", ImportOptions(means: [1, 2]), "`means` has 2"),
      ("keras-gru.keras", ImportOptions(deviations: []), "`deviations` has 0"),
      ("onnx-embedding.onnx", ImportOptions(means: [1]), "takes symbols"),
    ])
  func units(file: String, options: ImportOptions, cause: String) throws {
    #expect {
      try FloatModel.importModel(from: fixture(file), options: options)
    } throws: {
      $0 is ImportError && "\($0)".contains(cause)
    }
  }
}
