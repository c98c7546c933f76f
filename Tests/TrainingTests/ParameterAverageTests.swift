import SwiftletTraining
import Testing

@Suite("The average of parameters")
struct ParameterAverageTests {
  @Test("an update's weight is the number of ways to choose 9 of k + 8")
  func weights() {
    var average = ParameterAverage([100, 7])
    var (sum, total, weight) = (0.0, 0.0, 1.0)
    for k in 1...40 {
      let value = Double(k * k % 11)
      average.add([Float(value), 7])
      sum += weight * value
      total += weight
      weight *= Double(k + 9) / Double(k)
      #expect(abs(Double(average.values[0]) - sum / total) < 1e-4)
    }
    #expect(average.values[1] == 7)
  }
}
