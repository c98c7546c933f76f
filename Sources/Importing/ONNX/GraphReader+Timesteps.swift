/// Places of timesteps that an input names, and what is taken there: the last
/// valid step of a sequence.
extension GraphReader {
  private static let operations: Set<String> = [
    "Add", "And", "Cast", "Clip", "Concat", "Equal", "Expand", "Flatten",
    "Gather", "Greater", "GreaterOrEqual", "Identity", "Less", "LessOrEqual",
    "Max", "Min", "Mod", "Not", "Or", "Reshape", "Slice", "Squeeze", "Sub",
    "Transpose", "Unsqueeze", "Where",
  ]

  /// A value as a place: an input of integers, or what is computed from one.
  func place(_ value: GraphValue?, offset: Int? = nil) -> TimestepIndex? {
    switch value {
    case .timestep(let index)?
    where offset == nil || (offset == index.offset && !index.isTruth):
      return index
    case .signal(let signal)?:
      guard case .input(let name, taken: nil) = signal.source,
        inputs[name]?.isInteger == true
      else { return nil }
      return TimestepIndex(input: name, shape: signal.shape)
    default: return nil
    }
  }

  /// What a node computes of places and constants; nil of other nodes.
  ///
  /// - Throws: `ImportError` when arguments do not fit.
  func timestepIndex(_ node: GraphNode) throws -> TimestepIndex? {
    let places = node.inputs.map { place($0) }
    guard Self.operations.contains(node.operation),
      let first = places.compactMap(\.self).first,
      node.inputs.indices.allSatisfy({
        node.inputs[$0] == nil || places[$0] != nil || node.takesConstant($0)
      })
    else { return nil }
    switch node.operation {
    case "Concat": return try reshaped(first, node)
    case "Cast", "Clip", "Expand", "Flatten", "Gather", "Identity", "Not",
      "Reshape", "Slice", "Squeeze", "Transpose", "Unsqueeze":
      return places[0] == nil || isSymbols(node)
        ? nil : try reshaped(first, node)
    case "Add", "Sub": return try moved(first, node)
    case "Where": return try chosen(places, node)
    case "Mod" where places[0] == nil: return nil
    default:
      var result = first
      result.shape = try broadcastShape(node)
      result.isTruth = !["Max", "Min", "Mod"].contains(node.operation)
      return result
    }
  }

  /// Whether a node leaves an input of integers as it is, as symbols are: what
  /// it gives may still be symbols.
  private func isSymbols(_ node: GraphNode) -> Bool {
    guard case .signal? = node.input(0) else { return false }
    return node.operation != "Clip" && node.operation != "Expand"
  }

  /// The same places in another shape.
  private func reshaped(
    _ index: TimestepIndex, _ node: GraphNode
  ) throws -> TimestepIndex {
    var result = index
    switch node.operation {
    case "Expand":
      let target = try node.constantIntegers(1)
      guard
        let shape = ConstantTensor.broadcastShape(index.shape, target)
      else { throw node.misfit("\(target)", index.shape) }
      result.shape = shape
    case "Concat":
      let axis = try node.axis(rank: index.shape.count)
      let sizes = node.inputs.compactMap { value -> Int? in
        value?.shape.count == index.shape.count ? value?.shape[axis] : nil
      }
      guard sizes.count == node.inputs.count,
        let size = ConstantTensor.sum(sizes)
      else { throw node.misfit("its inputs", index.shape) }
      result.shape[axis] = size
    default:
      let operations = try LayoutOperation.operations(
        of: node, on: index.shape)
      for operation in operations ?? [] {
        result.shape = operation.shape(from: result.shape)
      }
    }
    return result
  }

  /// A place that a number of timesteps is added to.
  private func moved(
    _ index: TimestepIndex, _ node: GraphNode
  ) throws -> TimestepIndex? {
    let position = node.takesConstant(0) ? 0 : 1
    guard node.takesConstant(position),
      let number = try node.constant(position).integers?.first,
      try node.constant(position).count == 1, number.magnitude < 1 << 32,
      node.operation == "Add" || position == 1
    else { return nil }
    var result = index
    result.shape = try broadcastShape(node)
    result.offset += node.operation == "Add" ? number : -number
    return result
  }

  /// The one of two places that is nearer to the end, as where negative ones
  /// count from there.
  private func chosen(
    _ places: [TimestepIndex?], _ node: GraphNode
  ) throws -> TimestepIndex? {
    let choices = places.dropFirst().compactMap(\.self)
      .filter { !$0.isTruth }
    guard places.count == 3,
      var result = choices.min(by: { abs($0.offset) < abs($1.offset) })
    else { return nil }
    result.shape = try broadcastShape(node)
    return result
  }

  private func broadcastShape(_ node: GraphNode) throws -> [Int] {
    try node.inputs.compactMap { $0?.shape }.reduce([]) { shape, other in
      guard let wider = ConstantTensor.broadcastShape(shape, other) else {
        throw node.misfit("\(other)", shape)
      }
      return wider
    }
  }
}

extension GraphReader {
  /// `Gather`, `GatherElements` and `GatherND` at the last valid step that an
  /// input names; nil where the places are constants.
  mutating func lastValidStep(_ node: GraphNode) throws -> Signal? {
    guard let index = place(node.input(1)) else { return nil }
    let signal = try features(node)
    if index.input == LoopBody.counter {
      return try takenByCounter(signal, index, node)
    }
    guard let axis = try pickedAxis(node, signal, index),
      case .features(let wires, false) = signal.source
    else {
      throw node.error(
        "it takes places that '\(index.input)' names along another axis than "
          + "time; export the model so that it takes one timestep of each "
          + "sequence")
    }
    guard [-1, 0].contains(index.offset), !index.isTruth else {
      throw node.error(
        "it takes the timestep '\(index.input)' plus \(index.offset), where "
          + "swiftlet answers at the last valid one; export the model with that "
          + "one ('\(index.input)' minus 1)")
    }
    lengths.insert(index.input)
    var result = signal
    result.source = .features(wires, isLastStep: true)
    result.axes[axis] = []
    if node.operation == "GatherElements" { return result }
    result.axes.remove(at: axis)
    if node.operation == "Gather" {
      result.axes.insert(
        contentsOf: index.shape.map { _ in [] }, at: axis)
    }
    return result
  }

  /// `Gather` of the timestep that a loop is at.
  private mutating func takenByCounter(
    _ signal: Signal, _ index: TimestepIndex, _ node: GraphNode
  ) throws -> Signal {
    let axis = try node.axis(rank: signal.axes.count)
    guard node.operation == "Gather", index.offset == 0, !index.isTruth,
      index.shape.allSatisfy({ $0 == 1 })
    else { throw unrolledError(node) }
    var step = try loopStep(signal, axis, node)
    step.axes.insert(contentsOf: index.shape.map { _ in [] }, at: axis)
    return step
  }

  /// The axis of time, where one place a sequence is taken along it.
  private func pickedAxis(
    _ node: GraphNode, _ signal: Signal, _ index: TimestepIndex
  ) throws -> Int? {
    let rank = signal.axes.count
    let isTime = { (axis: Int) in signal.axes[axis] == time }
    switch node.operation {
    case "Gather":
      let axis = try node.axis(rank: rank)
      return isTime(axis) && index.shape.allSatisfy { $0 == 1 } ? axis : nil
    case "GatherElements":
      let axis = try node.axis(rank: rank)
      var shape = signal.shape
      shape[axis] = 1
      return isTime(axis) && index.shape == shape ? axis : nil
    default:
      let count =
        (index.shape.last ?? 0) + (try node.integer("batch_dims") ?? 0)
      guard index.shape.count == 2, count == 2, rank > 2,
        let axis = [0, 1].first(where: isTime)
      else { return nil }
      return signal.axes[1 - axis] == batch
        && index.shape[0] == signal.shape[1 - axis] ? axis : nil
    }
  }
}
