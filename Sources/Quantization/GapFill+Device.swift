import SwiftletCells
import SwiftletFormat
import SwiftletRuntime

extension GapFill<Int16> {
  /// Starts a stream of a device's inputs, whose means are 0.
  init(_ policy: GapPolicy, inputCount: Int) {
    self.init(policy, means: Array(repeating: 0, count: inputCount))
  }

  /// Fills the gaps of the next timestep, which are `QuantizedStream.gap`.
  ///
  /// - Returns: whether the state is reset before the timestep.
  mutating func fill(_ inputs: inout [Int16]) throws(GapError) -> Bool {
    let gap = QuantizedStream.gap
    return try fill(&inputs) { $0 == gap }
  }
}
