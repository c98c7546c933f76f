import SwiftletCells

/// What the outputs of a graph are together, without those that hold states.
struct GraphOutputs {
  /// What the network gives.
  var wires: [Wire] = []
  /// The outputs of the network, and how many values each one has.
  var heads: [(name: String, count: Int)] = []
  /// Whether they are those of the last timestep only.
  var isLastStep: Bool
  /// What ends the output.
  var function: ImportedNetwork.OutputFunction
  /// Outputs of final states that no call takes.
  var leftOut: [String]
}

extension GraphReader {
  /// Sorts the outputs of the graph.
  ///
  /// - Throws: `ImportError` when none of them is the network's, or states
  ///   return in another arrangement than they come in.
  func graphOutputs(
    _ values: [(name: String, value: GraphValue?)]
  ) throws -> GraphOutputs {
    var heads: [(name: String, signal: Signal)] = []
    var finals: [(name: String, tensor: ConstantTensor)] = []
    for (name, value) in values {
      switch value {
      case .signal(let signal)?:
        if let ahead = signal.ahead { throw ahead.error }
        heads.append((name, signal))
      case .state(let tensor)?:
        if let input = states.input(of: tensor) {
          try check(tensor, of: name, returnsTo: input)
        } else {
          finals.append((name, tensor))
        }
      default:
        throw ImportError(
          "output '\(name)' does not depend on the input; export the model "
            + "again")
      }
    }
    if heads.isEmpty {
      heads = values.compactMap(hiddenHead).prefix(1).map(\.self)
    }
    let names = Set(heads.map(\.name))
    return try joined(
      heads, leftOut: finals.map(\.name).filter { !names.contains($0) })
  }

  /// Checks that an output returns states to the places that they come from.
  private func check(
    _ tensor: ConstantTensor, of output: String, returnsTo input: Int
  ) throws {
    let input = (index: input, inputs.inputs[input])
    let returns = states.returns(
      tensor, to: input.index, shape: input.1.shape, batchSize: batchSize)
    guard returns else {
      throw ImportError(
        "output '\(output)' returns the states of input '\(input.1.name)' in "
          + "another arrangement than they come in; export the model so that "
          + "each comes out where it goes in")
    }
  }

  /// A hidden state that is an output, as the network's.
  private func hiddenHead(
    _ name: String, _ value: GraphValue?
  ) -> (name: String, signal: Signal)? {
    guard case .state(let tensor)? = value, let end = layers.last,
      let signal = try? lastHidden(tensor, "output '\(name)'"),
      signal.wires?.last == end
    else { return nil }
    return (name, signal)
  }

  private func joined(
    _ heads: [(name: String, signal: Signal)], leftOut: [String]
  ) throws -> GraphOutputs {
    guard let first = heads.first else {
      throw ImportError(
        "the model has no output besides its states; export one with an output")
    }
    var outputs = GraphOutputs(
      isLastStep: first.signal.isLastStep && !isOneStep,
      function: first.signal.function, leftOut: leftOut)
    for (name, signal) in heads {
      guard case .features(let wires, let isLastStep) = signal.source else {
        throw ImportError(
          "output '\(name)' is an input, or a part of a sequence; export the "
            + "model with what its layers give")
      }
      guard isLastStep == first.signal.isLastStep else {
        throw ImportError(
          "output '\(name)' and output '\(first.name)' are not both of every "
            + "timestep, or both of the last; export them alike")
      }
      guard heads.count == 1 || signal.function == .none else {
        throw ImportError(
          "output '\(name)' ends in a softmax beside other outputs; export its "
            + "logits")
      }
      outputs.wires += wires
      outputs.heads.append((name, wires.count))
    }
    return outputs
  }

  /// Whether each call takes one timestep and carries the state on, so that
  /// the last one is every one.
  private var isOneStep: Bool { !states.isEmpty && time == [] }
}
