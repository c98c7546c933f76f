/// The layers of a Keras model in an order in which they can run, with those
/// of the models within it in their places.
struct KerasGraph {
  /// A call of a layer.
  struct Node {
    let layer: KerasLayer
    /// The nodes whose outputs it takes.
    let inputs: [Int]
    /// How it is called; nil of an input, and in a Sequential model.
    var call: KerasCall?
  }

  /// The calls; one of an input takes nothing.
  private(set) var nodes: [Node] = []
  /// The nodes of the model's inputs, in their order.
  private(set) var inputs: [Int] = []
  /// The nodes whose outputs the model gives, in their order.
  private(set) var outputs: [Int] = []

  /// The most calls that are read.
  private static let limit = 10_000

  /// - Throws: `ImportError` when the layers make no graph.
  init(_ model: KerasModelConfig) throws {
    outputs = try expand(model, taking: nil)
    guard !inputs.isEmpty, !outputs.isEmpty else {
      throw ImportError(
        "the model has no layer, or no output; build it with keras.Input and "
          + "save it again")
    }
  }

  /// How many calls take what each node gives, the model's outputs with them.
  var uses: [Int] {
    var uses = Array(repeating: 0, count: nodes.count)
    for index in nodes.flatMap(\.inputs) + outputs { uses[index] += 1 }
    return uses
  }

  /// Adds a model's nodes.
  ///
  /// - Parameter given: The nodes of its inputs; nil of the outermost model.
  /// - Returns: The nodes of its outputs.
  private mutating func expand(
    _ model: KerasModelConfig, taking given: [Int]?
  ) throws -> [Int] {
    try model.isSequential
      ? expandChain(model, given) : expandFunctional(model, given)
  }

  private mutating func add(
    _ layer: KerasLayer, _ inputs: [Int], _ call: KerasCall? = nil
  ) throws -> [Int] {
    if let model = try layer.model() {
      return try expand(model, taking: inputs)
    }
    guard nodes.count < Self.limit else {
      throw ImportError(
        "the model has more than \(Self.limit) layers; make it smaller")
    }
    nodes.append(Node(layer: layer, inputs: inputs, call: call))
    let node = nodes.count - 1
    return layer.repeatsOutput ? [node, node] : [node]
  }

  private mutating func addInput(_ layer: KerasLayer) throws -> [Int] {
    let node = try add(layer, [])
    inputs += node
    return node
  }
}

/// Sequential models.
extension KerasGraph {
  private mutating func expandChain(
    _ model: KerasModelConfig, _ given: [Int]?
  ) throws -> [Int] {
    var last = given
    for entry in model.entries {
      if entry.layer.className == "InputLayer" {
        last = try last ?? addInput(entry.layer)
      } else {
        let inputs =
          try last ?? addInput(entry.layer.input(built: model.inputShape))
        last = Array(try add(entry.layer, inputs).prefix(1))
      }
    }
    return last ?? []
  }
}

/// Functional models.
extension KerasGraph {
  /// A call of a layer by the layer's name.
  private struct Call: Hashable {
    var layer: String
    var index: Int
  }

  private mutating func expandFunctional(
    _ model: KerasModelConfig, _ given: [Int]?
  ) throws -> [Int] {
    var entries: [String: KerasModelConfig.Entry] = [:]
    for entry in model.entries { entries[entry.layer.ownName] = entry }
    var done = try inputNodes(model, entries, given)
    var open: Set<Call> = []
    var stack = model.outputs.reversed().map(Self.call)
    while let call = stack.last {
      if done[call] != nil {
        stack.removeLast()
        continue
      }
      guard let entry = entries[call.layer],
        entry.calls.indices.contains(call.index)
      else {
        throw ImportError(
          "layer '\(call.layer)' is not there; save the model again")
      }
      let taken = entry.calls[call.index]
      let missing = taken.inputs.map(Self.call).filter { done[$0] == nil }
      if missing.isEmpty {
        done[call] = try add(
          entry.layer, try taken.inputs.map { try Self.node($0, done) },
          taken)
      } else if open.insert(call).inserted {
        stack += missing.reversed()
      } else {
        throw entry.layer.error(
          "it takes what it gives itself; save the model again")
      }
    }
    return try model.outputs.map { try Self.node($0, done) }
  }

  /// The nodes of a model's inputs.
  private mutating func inputNodes(
    _ model: KerasModelConfig, _ entries: [String: KerasModelConfig.Entry],
    _ given: [Int]?
  ) throws -> [Call: [Int]] {
    if let given, given.count != model.inputs.count {
      throw ImportError(
        "a model within the model takes \(model.inputs.count) inputs, but gets "
          + "\(given.count); save the model again")
    }
    var done: [Call: [Int]] = [:]
    for (index, input) in model.inputs.enumerated() {
      guard let entry = entries[input.layer] else {
        throw ImportError(
          "layer '\(input.layer)' is not there; save the model again")
      }
      done[Self.call(input)] =
        try given.map { [$0[index]] } ?? addInput(entry.layer)
    }
    return done
  }

  private static func call(_ tensor: KerasCall.Tensor) -> Call {
    Call(layer: tensor.layer, index: tensor.call)
  }

  private static func node(
    _ tensor: KerasCall.Tensor, _ done: [Call: [Int]]
  ) throws -> Int {
    let outputs = done[call(tensor)] ?? []
    guard outputs.indices.contains(tensor.output) else {
      throw ImportError(
        "an output of layer '\(tensor.layer)' beside its first is used, such "
          + "as a state, which swiftlet keeps itself; save a model without it")
    }
    return outputs[tensor.output]
  }
}
