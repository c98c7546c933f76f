import SwiftletCells
import SwiftletDatasets
import Testing

private func data(
  _ sequences: [[Double]], targets: [[Double]]? = nil,
  names: [String] = ["x"]
) -> Dataset {
  Dataset(
    featureNames: names, target: .classes(count: 3, column: "label"),
    sequences: sequences.enumerated().map { index, features in
      DataSequence(
        features: features,
        targets: targets?[index]
          ?? Array(repeating: 0, count: features.count / names.count),
        featureCount: names.count)
    })
}

@Suite("What data show of themselves")
struct DataShapeTests {
  @Test("three or more small whole numbers in one column look like symbols")
  func symbols() {
    #expect(data([[0, 1, 2, 3], [3, 2]]).likelyVocabulary == 4)
    #expect(data([[1, 2, 4]]).likelyVocabulary == 3)
    #expect(
      data([[0, 255] + (0..<128).map(Double.init)]).likelyVocabulary == 129)
  }

  @Test(
    "few, large, sparse, broken or negative numbers and gaps do not",
    arguments: [
      [0, 1, 0, 1], [0, 1, 256], [0, 1, 2, 100], [0, 1, 2.5], [-1, 0, 1, 2],
      [0, 1, 2, Double.nan],
    ])
  func noSymbols(values: [Double]) {
    #expect(data([values]).likelyVocabulary == nil)
  }

  @Test("two columns are none")
  func twoColumns() {
    #expect(
      data([[0, 1, 2, 3]], names: ["x", "y"]).likelyVocabulary == nil)
  }

  /// Labels of sequences whose last one alone tells something.
  private static let atTheEnd: [[[Double]]] = [
    [[0, 0, 1], [0, 0, 0], [0, 2]], [[.nan, 1], [.nan, .nan, 2]],
    [[1, .nan, 2], [1, 0]],
  ]
  private static let elsewhere: [[[Double]]] = [
    [[0, 1, 1], [0, 0, 2]], [[0, 0, 1], [1, 1, 0]], [[0, 0], [0, 0]],
    [[0, 0, 1]], [[1], [0, 1]], [[0, .nan], [0, .nan]],
  ]

  @Test("the last label alone tells something where the others are one class")
  func end() {
    for (labels, expected) in [(Self.atTheEnd, true), (Self.elsewhere, false)] {
      for targets in labels {
        let features = targets.map { $0.map { _ in 0.5 } }
        let data = data(features, targets: targets)
        #expect(data.tellsOnlyAtTheEnd == expected, "\(targets)")
      }
    }
  }
}
