import Foundation
import SwiftletCells
import SwiftletRuntime
import Testing

@Suite("Scores")
struct ScoreTests {
  @Test("a model that predicts its own symbols is judged in bits")
  func metrics() throws {
    let head = Layer.dense(inputSize: 3, outputSize: 5, activation: .linear)
    let symbols = try Network([
      .embedding(vocabularySize: 5, outputSize: 3), head,
    ])
    let tags = try Network([
      .embedding(vocabularySize: 9, outputSize: 3), head,
    ])
    let numbers = try Network([head])
    #expect(Metric(.classification, of: symbols) == .bitsPerSymbol)
    #expect(Metric(.classification, of: tags) == .accuracy)
    #expect(Metric(.classification, of: numbers) == .accuracy)
    #expect(Metric(.regression, of: numbers) == .meanSquaredError)
  }

  @Test("equal logits of eight symbols cost three bits, a sure one none")
  func bits() throws {
    var score = Score(.bitsPerSymbol)
    score.add(Array(repeating: 700, count: 8), [3])
    #expect(abs(try #require(score.mean) - 3) < 1e-12)
    score.add([0, 100, 0, 0, 0, 0, 0, 0], [1])
    #expect(abs(try #require(score.mean) - 1.5) < 1e-12)
  }

  @Test("the first of equal logits counts, and a masked target does not")
  func accuracy() throws {
    var score = Score(.accuracy)
    score.add([1, 1], [.nan])
    #expect(score.mean == nil)
    score.add([1, 1], [0])
    score.add([1, 1], [1])
    #expect(score.mean == 0.5)
  }

  @Test("squared errors are averaged over values, masked ones left out")
  func squares() throws {
    var score = Score(.meanSquaredError)
    score.add([1, 5, 2], [3, .nan, 2])
    #expect(score.mean == 2)
  }

  @Test("a model is scored where its outputs count, after what warms it up")
  func model() throws {
    // One unit that adds up its inputs.
    let network = try Network([
      .simpleRNN(inputSize: 1, hiddenSize: 1, activation: .relu)
    ])
    func data(_ features: [Double], _ targets: [Double]) -> DataSequence {
      DataSequence(features: features, targets: targets, featureCount: 1)
    }
    for (scoring, cold, warm) in [
      (Scoring.everyStep, (1 + 4) / 2.0, (25 + 36) / 2.0), (.lastStep, 4, 36),
    ] {
      let model = try FloatModel(
        network: network, parameters: [1, 1, 0], inputs: [.init(name: "x")],
        outputs: [.init(name: "sum")], task: .regression, scoring: scoring)
      let sequences = [data([1, 2, 3], [0, .nan, 4])]
      #expect(try model.score(on: sequences) == cold)
      #expect(try model.score(on: [data([1], [.nan])]) == nil)
      #expect(
        try model.score(on: sequences, after: [data([2, 2], [9, 9])]) == warm)
    }
  }
}
