/// The inputs and the outputs of a model.
extension KerasReader {
  /// An input: after the values of those before it.
  mutating func input(
    _ layer: KerasLayer, takesSymbols: Bool
  ) throws -> KerasValue {
    guard let whole = layer.inputShape else {
      throw layer.error(
        "the file does not say its shape; build the model with "
          + "keras.Input((None, features)) and save it again")
    }
    let shape = whole.dropFirst() + (takesSymbols ? [1] : [])
    guard 1...2 ~= shape.count, let size = shape.last ?? nil, size > 0 else {
      throw layer.error(
        "its shape is \(Self.text(whole)), where swiftlet takes (batch, "
          + "timesteps, features) with a number of features; reshape the data "
          + "and train the model on them")
    }
    let offset = inputs.reduce(0) { $0 + $1.size }
    guard size <= LayerRecord.sizeLimit - offset else {
      throw layer.error(
        "the inputs have more than \(LayerRecord.sizeLimit) features; take fewer"
      )
    }
    inputs.append((InputScaling(), size))
    return KerasValue(
      signal: .init(parts: [.init(layer: -1, range: offset..<offset + size)]),
      shape: Array(shape), input: inputs.count - 1)
  }

  private static func text(_ shape: [Int?]) -> String {
    "(" + shape.map { $0.map(String.init) ?? "None" }.joined(separator: ", ")
      + ")"
  }

  /// Says in which order several inputs are taken, and which of them change
  /// no more within a sequence.
  mutating func remarkInputs(_ inputs: [(name: String, value: KerasValue)]) {
    guard inputs.count > 1 else { return }
    remarks.append("the inputs are \(Self.list(inputs)), in this order")
    if inputs.contains(where: \.value.hasTime) {
      for (name, value) in inputs where !value.hasTime {
        remarks.append("'\(name)' has no timesteps: give it with each of them")
      }
    }
  }

  /// How many timesteps the model takes in a call.
  ///
  /// - Throws: `ImportError` when its inputs take different numbers.
  static func inputLength(
    _ inputs: [(name: String, value: KerasValue)]
  ) throws -> InputLength {
    let timed = inputs.filter(\.value.hasTime)
    guard let first = timed.first else { return .fixed(1) }
    if let other = timed.first(where: {
      $0.value.shape[0] != first.value.shape[0]
    }) {
      throw ImportError(
        "inputs '\(first.name)' and '\(other.name)' take different numbers of "
          + "timesteps; train with the same")
    }
    return first.value.shape[0].map(InputLength.fixed) ?? .open
  }

  /// The model's outputs as one, in their order.
  ///
  /// - Throws: `ImportError` when they do not go together.
  mutating func output(
    _ outputs: [(name: String, value: KerasValue)]
  ) throws -> KerasValue {
    var joined = outputs[0].value
    for (name, value) in outputs {
      guard value.padding == 0 else { throw padded(value) }
      guard value.excess == 0 else { throw excess(value) }
      if let error = value.exchanged { throw error }
      guard outputs.count == 1 || value.function == .none else {
        throw ImportError(
          "output '\(name)' is a softmax beside other outputs; save a model "
            + "with its logits, which name the class just as well")
      }
      guard value.hasTime == joined.hasTime else {
        throw ImportError(
          "output '\(outputs[0].name)' or '\(name)' is that of every "
            + "timestep, the other that of the last; save a model of one kind")
      }
    }
    let count = outputs.reduce(0) { $0 + $1.value.signal.count }
    guard count <= LayerRecord.sizeLimit else {
      throw ImportError(
        "the model gives \(count) values; take at most "
          + "\(LayerRecord.sizeLimit)")
    }
    for (_, value) in outputs.dropFirst() {
      joined.signal = joined.signal + value.signal
      joined.isLastStep = joined.isLastStep || value.isLastStep
    }
    if outputs.count > 1 {
      remarks.append("the outputs are \(Self.list(outputs)), in this order")
    }
    joined.signal = layers.written(joined.signal)
    return joined
  }

  private static func list(
    _ values: [(name: String, value: KerasValue)]
  ) -> String {
    values.map { "'\($0.name)' (\($0.value.signal.count))" }
      .joined(separator: ", ")
  }
}

extension KerasGraph {
  /// Whether an embedding takes what a node gives.
  func takesSymbols(_ node: Int) -> Bool {
    nodes.contains {
      $0.inputs.contains(node) && $0.layer.className == "Embedding"
    }
  }
}
