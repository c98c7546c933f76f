/// The outputs of a graph: the network's, and states.
struct GraphOutputs {
  /// Whether the network's output is that of the last timestep only.
  let isLastStep: Bool
  /// The outputs that hold states: the states of each, in order.
  let states: [(name: String, parts: [Signal.StatePart])]

  /// Sorts outputs.
  ///
  /// - Throws: `ImportError` when there is not one output of the chain's end.
  init(_ outputs: [(name: String, value: GraphValue?)], _ chain: LayerChain)
    throws
  {
    var ends: [(name: String, isLastStep: Bool)] = []
    var states: [(name: String, parts: [Signal.StatePart])] = []
    for (name, value) in outputs {
      guard case .signal(let signal)? = value else {
        throw ImportError(
          "output '\(name)' does not depend on the input; export the model "
            + "again")
      }
      switch signal.source {
      case .chain(let revision, let isLastStep):
        guard revision == chain.revision else { throw Self.middle(name) }
        ends.append((name, isLastStep))
      case .states(let parts): states.append((name, parts))
      case .input, .inputPart, .step: throw Self.middle(name)
      }
    }
    if ends.isEmpty,
      let index = states.firstIndex(where: {
        Self.isEnd($0.parts, chain)
      })
    {
      ends.append((states.remove(at: index).name, true))
    }
    guard ends.count == 1 else {
      throw ImportError(
        "the model has \(ends.count) outputs besides its states; export one "
          + "with a single output")
    }
    isLastStep = ends[0].isLastStep
    self.states = states
  }

  private static func isEnd(
    _ parts: [Signal.StatePart], _ chain: LayerChain
  ) -> Bool {
    parts.count == 1 && !parts[0].isCell
      && parts[0].revision == chain.revision
  }

  private static func middle(_ name: String) -> ImportError {
    ImportError(
      "output '\(name)' comes from the middle of the network; export the model "
        + "with its last output only")
  }
}
