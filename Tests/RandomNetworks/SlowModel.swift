import Foundation
package import SwiftletCells
import SwiftletRuntime

/// A recurrent layer with random weights whose states remember long: the
/// biases of its update or forget gates hold them near a value.
package struct SlowModel {
  package enum Kind: String, CaseIterable { case gru, lstm }

  package let kind: Kind
  /// The value that the gates are near to.
  package let gate: Double
  package static var inputSize: Int { 8 }
  package static var hiddenSize: Int { 32 }

  /// A model of 8 inputs and 32 units.
  package init(kind: Kind, gate: Double) {
    self.kind = kind
    self.gate = gate
  }

  /// The float model, whose outputs are the hidden state.
  package func model(_ generator: inout Generator) throws -> FloatModel {
    let (inputs, size) = (Self.inputSize, Self.hiddenSize)
    let layer: Layer =
      kind == .gru
      ? .gru(inputSize: inputs, hiddenSize: size, resetAfter: true)
      : .lstm(inputSize: inputs, hiddenSize: size)
    let network = try Network([layer])
    var parameters = Array(repeating: Float(0), count: network.parameterCount)
    for tensor in network.tensors {
      for index in tensor.range {
        let gate = (index - tensor.offset) / tensor.columns / size
        parameters[index] =
          tensor.role == .bias
          ? Float(bias(ofGate: gate))
          : Float(generator.uniform() * spread(tensor.role, gate) / 4)
      }
    }
    return try FloatModel(
      network: network, parameters: parameters,
      inputs: (0..<inputs).map { .init(name: "x\($0)") },
      outputs: (0..<size).map { .init(name: "h\($0)") }, task: .regression,
      scoring: .everyStep)
  }

  private var memoryGate: Int { 1 }  // z of r z n, f of i f g o

  private func bias(ofGate gate: Int) -> Double {
    switch gate {
    case memoryGate: log(self.gate / (1 - self.gate))
    case 0 where kind == .lstm: -2
    default: 0
    }
  }

  /// The memory gates vary little around their bias, and an LSTM's input gates
  /// too, so that cells have a mean near 0. An LSTM's cells add their
  /// candidates up, which are so small that the cells hold them and forget
  /// their start.
  private func spread(_ role: TensorRole, _ gate: Int) -> Double {
    switch gate {
    case memoryGate: 0.3
    case 0 where kind == .lstm: 0.3
    case 2 where kind == .lstm:
      role == .inputWeight
        ? 3 * (1 - self.gate).squareRoot() : 3 * (1 - self.gate)
    default: 1.5
    }
  }
}

extension Generator {
  /// A number in `-1..<1`.
  package mutating func uniform() -> Double {
    Double(next() & 0xFF_FFFF) / Double(1 << 23) - 1
  }
}
