/// What is said of a graph beside its layers.
extension GraphReader {
  /// How many timesteps the graph takes: open where its axis of time is, or
  /// where no layer runs over one.
  var inputLength: InputLength {
    guard states.isEmpty else { return .carried }
    guard let time else { return .open }
    guard let atom = time.first else { return .fixed(1) }
    guard time.count == 1, case .input(let axis) = atom.role,
      let name = layers.inputs.first?.name,
      inputs[name]?.openAxes.contains(axis) == false
    else { return .open }
    return .fixed(atom.size)
  }

  /// What is done to the inputs before the first layer.
  func normalization(
    _ order: [Int], before line: [ImportedLayer]
  ) throws -> InputNormalization? {
    let inputs = order.map { layers.inputs[$0] }
    guard inputs.count > 1 else {
      return try inputs.first?.scaling.normalization(before: line)
    }
    if let scaled = inputs.first(where: { !$0.scaling.isEmpty }) {
      throw ImportError(
        "input '\(scaled.name)' is scaled beside another input; scale it "
          + "outside the model (`mean`, `deviation`)")
    }
    return nil
  }

  /// What the reader supposes or leaves out, a sentence each.
  func remarks(_ outputs: GraphOutputs, _ order: [Int]) -> [String] {
    var remarks = remarks
    let carried = states.inputs.map { inputs.inputs[$0].name }.sorted()
    if !carried.isEmpty {
      remarks.append(
        "the state goes in by \(Self.list(carried)) and is kept by swiftlet; "
          + "it starts at zeros")
    }
    if !outputs.leftOut.isEmpty {
      remarks.append(
        "\(Self.list(outputs.leftOut)) is left out: a final state, which "
          + "swiftlet keeps")
    }
    if !lengths.isEmpty {
      remarks.append(
        "\(Self.list(lengths.sorted())) names the last valid timestep, and "
          + "swiftlet answers at the last one it is given: give it the valid "
          + "timesteps only")
    }
    if order.count > 1 {
      remarks.append(
        "the features are those of "
          + Self.list(order.map { layers.inputs[$0].name })
          + ", one after the other")
    }
    if outputs.heads.count > 1 {
      remarks.append(
        "the outputs are those of \(Self.list(outputs.heads.map(\.name))), one "
          + "after the other")
    }
    for input in layers.inputs where !input.scaling.isEmpty {
      remarks.append(
        "what is done to '\(input.name)' before the first layer becomes the "
          + "means and the deviations of the inputs")
    }
    return remarks
  }

  private static func list(_ names: [String]) -> String {
    names.map { "'\($0)'" }.joined(separator: ", ")
  }
}
