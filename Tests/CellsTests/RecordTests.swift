import SwiftletCells
import Testing

@Suite("Records")
struct RecordTests {
  private let size = 3
  private let input = [0.4, -1.1]

  /// The record of the second step, and the runner before it.
  private func run(_ layer: Layer) throws -> (
    record: [Double], before: [Double]
  ) {
    let network = try Network([layer])
    var runner = NetworkRunner<Double>(
      network,
      parameters: (0..<network.parameterCount).map {
        (Double($0 * 37 % 19) - 9) / 12
      })
    _ = runner.step(input)
    let before = runner.record(ofLayer: 0)
    _ = runner.step(input)
    return (runner.record(ofLayer: 0), before)
  }

  @Test("an LSTM's parts stand in the relations that their names have")
  func lstm() throws {
    let parts = LSTMRecord(hiddenSize: size)
    let (record, before) = try run(.lstm(inputSize: 2, hiddenSize: size))
    #expect(record.count == parts.count)
    for k in 0..<size {
      let cell =
        record[parts.forgetGate + k] * before[parts.cell + k]
        + record[parts.inputGate + k] * record[parts.candidate + k]
      #expect(abs(record[parts.cell + k] - cell) < 1e-12)
      #expect(record[parts.squashedCell + k] == cell.tanh())
      #expect(
        record[parts.hidden + k]
          == record[parts.outputGate + k] * record[parts.squashedCell + k])
    }
    #expect(record[parts.range(of: \.hidden)] == record[..<size])
    #expect(parts.gates == 2 * size..<6 * size)
  }

  @Test(
    "a GRU's parts stand in the relations that their names have",
    arguments: [false, true])
  func gru(resetAfter: Bool) throws {
    let parts = GRURecord(hiddenSize: size)
    let layer = Layer.gru(
      inputSize: 2, hiddenSize: size, resetAfter: resetAfter)
    let (record, before) = try run(layer)
    #expect(record.count == parts.count)
    for k in 0..<size {
      let (z, n) = (record[parts.updateGate + k], record[parts.candidate + k])
      let hidden = (1 - z) * n + z * before[k]
      #expect(abs(record[parts.hidden + k] - hidden) < 1e-12)
      guard !resetAfter else { continue }
      #expect(
        record[parts.recurrentTerm + k]
          == record[parts.resetGate + k] * before[k])
    }
    #expect(record[parts.range(of: \.hidden)] == record[..<size])
    #expect(parts.gates == size..<4 * size)
  }
}
