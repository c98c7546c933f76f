import SwiftletCells

/// Layers that make one value of several, or take a part of one.
extension KerasReader {
  /// An `Add`, `Average`, `Concatenate`, `Multiply` or `Subtract`.
  ///
  /// - Throws: `ImportError` when the values do not go together.
  mutating func merged(
    _ values: [KerasValue], _ layer: KerasLayer
  ) throws -> KerasValue {
    guard values.count > 1, let first = values.first else {
      throw layer.error(
        "it takes one value; where it computes with a number, take "
          + "keras.layers.Rescaling in its place")
    }
    guard values.allSatisfy({ $0.hasTime == first.hasTime }) else {
      throw layer.error(
        "it mixes values of every timestep with values of the last alone; "
          + "train with return_sequences alike in all branches")
    }
    try layer.expectOnly(["axis"])
    var result =
      layer.className == "Concatenate"
      ? try concatenated(values, layer) : try combined(values, layer)
    result.isLastStep = values.contains(where: \.isLastStep)
    return result
  }

  private mutating func concatenated(
    _ values: [KerasValue], _ layer: KerasLayer
  ) throws -> KerasValue {
    try checkAxis(layer, values[0])
    try spend(values.reduce(0) { $0 + $1.signal.count }, layer)
    return values[0].after(
      values.dropFirst().reduce(values[0].signal) { $0 + $1.signal })
  }

  private mutating func combined(
    _ values: [KerasValue], _ layer: KerasLayer
  ) throws -> KerasValue {
    let counts = values.map(\.signal.count)
    guard counts.allSatisfy({ $0 == counts[0] }) else {
      throw layer.error(
        "its inputs have \(counts.map(String.init).joined(separator: " and ")) "
          + "features; train with as many in each")
    }
    let function: Pointwise =
      switch layer.className {
      case "Multiply": .multiply
      case "Subtract": .subtract
      default: .add
      }
    var signal = values[0].signal
    for value in values.dropFirst() {
      signal = layers.append(
        function, named: layer.name, to: [signal, value.signal])
    }
    let sum = values[0].after(signal)
    guard layer.className == "Average" else { return sum }
    let share = 1 / Double(values.count)
    return folded(
      sum,
      .same(counts[0], scale: share, shift: 0), layer)
  }

  /// Some of the features of a value, or its last timestep.
  ///
  /// - Parameter indices: What is taken of each axis, that of the batch first.
  /// - Throws: `ImportError` when it is something else.
  func part(
    of value: KerasValue, _ indices: [KerasCall.Index], _ layer: KerasLayer
  ) throws -> KerasValue {
    let all = KerasCall.Index.slice(start: nil, stop: nil)
    let rank = value.shape.count + 1
    var axes = indices
    if let place = axes.firstIndex(of: .ellipsis) {
      let missing = max(0, rank - axes.count + 1)
      axes.replaceSubrange(
        place...place, with: Array(repeating: all, count: missing))
    }
    while axes.count < rank { axes.append(all) }
    guard axes.count == rank, axes[0] == all else { throw other(layer) }
    guard !layer.isDistributed else { throw other(layer) }
    var result = value
    if value.excess > 0 {
      guard axes[1] == .slice(start: nil, stop: -value.excess) else {
        throw excess(value)
      }
      axes[1] = all
      result.excess = 0
    }
    if value.hasTime, axes[1] != all {
      let last = value.shape[0].map { KerasCall.Index.element($0 - 1) }
      guard axes[1] == .element(-1) || axes[1] == last else {
        throw other(layer)
      }
      result.shape.removeFirst()
      result.isLastStep = true
    }
    guard case .slice(let start, let stop) = axes[rank - 1] else {
      throw other(layer)
    }
    let count = value.signal.count
    let first = Self.place(start ?? 0, count)
    let end = Self.place(stop ?? count, count)
    guard first < end else { throw other(layer) }
    return first..<end == 0..<count
      ? result : result.after(value.signal[first..<end])
  }

  /// An index from the start, of one that may count from the end.
  private static func place(_ index: Int, _ count: Int) -> Int {
    min(max(index < 0 ? index + count : index, 0), count)
  }

  private func other(_ layer: KerasLayer) -> ImportError {
    layer.error(
      "it takes another part than neighbouring features or the last timestep; "
        + "save a model without it")
  }
}
