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
