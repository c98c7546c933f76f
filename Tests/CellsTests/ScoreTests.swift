import SwiftletRuntime
import SwiftletCells
import Foundation
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
}
