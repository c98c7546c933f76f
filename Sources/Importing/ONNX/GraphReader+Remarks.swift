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

  /// What the reader supposes or leaves out, a sentence each.
  func remarks(_ outputs: GraphOutputs) -> [String] {
    var remarks: [String] = []
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
