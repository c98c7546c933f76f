import SwiftletCells
import Testing

@Suite("Confusion matrix")
struct ConfusionMatrixTests {
  @Test("recall is the share of a class's steps, and nil without steps")
  func recall() {
    var matrix = ConfusionMatrix(["a", "b", "c", "d"])
    for (index, told) in [(0, 0), (0, 0), (0, 2), (0, 0), (1, 0), (2, 2)] {
      matrix.add(index, told: told)
    }
    #expect(matrix.recall == [0.75, 0, 1, nil])
    #expect(matrix.neverTold == [1])
    #expect(matrix.names.indices.map(matrix.steps) == [4, 1, 1, 0])
    #expect(
      matrix.table
        == [[3, 0, 1, 0], [1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0]])
  }
}
