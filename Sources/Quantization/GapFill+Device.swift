import SwiftletCells
import SwiftletFormat
import SwiftletRuntime

extension GapFill<Int16> {
  /// Starts a stream of a device's inputs, whose means are 0.
  init(_ policy: GapPolicy, inputCount: Int) {
    self.init(policy, means: Array(repeating: 0, count: inputCount))
  }

  /// The inputs of the next timestep without `QuantizedStream.gap`.
  mutating func fill(_ inputs: [Int16]) -> [Int16] {
    inputs.indices.map {
      fill(
        inputs[$0] == QuantizedStream.gap ? nil : inputs[$0], feature: $0)
    }
  }
}
