/// A rearrangement of an array's elements: what is left of ONNX's `Transpose`,
/// `Reshape`, `Squeeze`, `Unsqueeze`, `Flatten`, `Slice`, `Split`, `Tile` and
/// `Gather` when their arguments are known.
enum LayoutOperation {
  /// The dimension `k` of the result is the dimension `permutation[k]`.
  case transpose([Int])
  /// The same elements in the same order, with another shape.
  case reshape([Int])
  /// The elements at some indices along an axis.
  case take(axis: Int, indices: [Int])
}

extension LayoutOperation {
  /// The shape of the result on an array of a shape.
  func shape(from shape: [Int]) -> [Int] {
    switch self {
    case .transpose(let permutation): return permutation.map { shape[$0] }
    case .reshape(let target): return target
    case .take(let axis, let indices):
      var result = shape
      result[axis] = indices.count
      return result
    }
  }

  /// The operations that give each output of a `Split`.
  ///
  /// - Throws: `ImportError` when its sizes do not fit the shape.
  static func splits(
    of node: GraphNode, on shape: [Int]
  ) throws -> [LayoutOperation] {
    let axis = try node.axis(rank: shape.count)
    let count = max(1, node.outputs.count)
    let part = (shape[axis] + count - 1) / count
    let sizes =
      try node.integers("split") ?? node.optionalIntegers(1)
      ?? (0..<count).map { min(part, max(0, shape[axis] - $0 * part)) }
    guard sizes.count == count, sizes.allSatisfy({ $0 > 0 }),
      shape[axis] <= ConstantTensor.countLimit,
      ConstantTensor.sum(sizes) == shape[axis]
    else { throw node.misfit("its split \(sizes)", shape) }
    var start = 0
    return sizes.map { size in
      defer { start += size }
      return .take(axis: axis, indices: Array(start..<start + size))
    }
  }

  /// The operations of a node on an array of a shape; nil when the node is no
  /// rearrangement.
  ///
  /// - Throws: `ImportError` when an argument is missing or does not fit.
  static func operations(
    of node: GraphNode, on shape: [Int]
  ) throws -> [LayoutOperation]? {
    switch node.operation {
    case "Transpose": [try transpose(node, shape)]
    case "Reshape": [.reshape(try reshaped(node, shape))]
    case "Flatten": [.reshape(try flattened(node, shape))]
    case "Squeeze": [.reshape(try squeezed(node, shape))]
    case "Unsqueeze": [.reshape(try unsqueezed(node, shape))]
    case "Slice": try slices(node, shape)
    case "Gather": try gather(node, shape)
    case "GatherElements": try gatherElements(node, shape)
    case "GatherND": try gatherND(of: node, on: shape)
    case "Tile": try tiles(node, shape)
    default: nil
    }
  }

  private static func transpose(
    _ node: GraphNode, _ shape: [Int]
  ) throws -> LayoutOperation {
    let permutation =
      try node.integers("perm") ?? Array(shape.indices.reversed())
    guard permutation.sorted() == Array(shape.indices) else {
      throw node.misfit("its perm \(permutation)", shape)
    }
    return .transpose(permutation)
  }

  private static func reshaped(
    _ node: GraphNode, _ shape: [Int]
  ) throws -> [Int] {
    var target = try node.constantIntegers(1)
    let keepsZeros = try node.integer("allowzero") ?? 0 != 0
    for axis in target.indices where target[axis] == 0 && !keepsZeros {
      guard axis < shape.count else { throw node.misfit("\(target)", shape) }
      target[axis] = shape[axis]
    }
    let count = shape.reduce(1, *)
    if let free = target.firstIndex(of: -1) {
      target[free] = 1
      guard let rest = ConstantTensor.count(target, limit: .max), rest > 0,
        count.isMultiple(of: rest)
      else { throw node.misfit("\(target)", shape) }
      target[free] = count / rest
    }
    guard ConstantTensor.count(target, limit: .max) == count else {
      throw node.misfit("\(target)", shape)
    }
    return target
  }

  private static func flattened(
    _ node: GraphNode, _ shape: [Int]
  ) throws -> [Int] {
    let axis = try node.axis(
      try node.integer("axis") ?? 1, rank: shape.count, isEnd: true)
    return [shape[..<axis].reduce(1, *), shape[axis...].reduce(1, *)]
  }

  private static func squeezed(
    _ node: GraphNode, _ shape: [Int]
  ) throws -> [Int] {
    let axes =
      try node.axes(rank: shape.count)
      ?? shape.indices.filter { shape[$0] == 1 }
    guard axes.allSatisfy({ shape[$0] == 1 }) else {
      throw node.misfit("its axes \(axes)", shape)
    }
    return shape.indices.filter { !axes.contains($0) }.map { shape[$0] }
  }

  private static func unsqueezed(
    _ node: GraphNode, _ shape: [Int]
  ) throws -> [Int] {
    let given = try node.integers("axes") ?? node.constantIntegers(1)
    let rank = shape.count + given.count
    let axes = try given.map { try node.axis($0, rank: rank) }
    guard Set(axes).count == axes.count else {
      throw node.misfit("its axes \(axes)", shape)
    }
    var rest = ArraySlice(shape)
    return (0..<rank).map { axes.contains($0) ? 1 : rest.removeFirst() }
  }

  private static func tiles(
    _ node: GraphNode, _ shape: [Int]
  ) throws -> [LayoutOperation] {
    let repeats = try node.constantIntegers(1)
    guard repeats.count == shape.count,
      ConstantTensor.count(shape + repeats, limit: 1 << 34) != nil
    else { throw node.misfit("its repeats \(repeats)", shape) }
    return try shape.indices.filter { repeats[$0] != 1 }.map { axis in
      guard
        let count = ConstantTensor.count([shape[axis], repeats[axis]])
      else { throw node.misfit("its repeats \(repeats)", shape) }
      return .take(
        axis: axis, indices: (0..<count).map { $0 % shape[axis] })
    }
  }

  private static func gather(
    _ node: GraphNode, _ shape: [Int]
  ) throws -> [LayoutOperation] {
    let axis = try node.axis(rank: shape.count)
    let indices = try node.constant(1)
    let size = shape[axis]
    let values = try (indices.integers ?? []).map { index in
      let place = index < 0 ? index + size : index
      guard 0..<size ~= place else { throw node.misfit("\(index)", shape) }
      return place
    }
    guard values.count == indices.count, indices.shape.count <= 1 else {
      throw node.misfit("its indices", shape)
    }
    let take = LayoutOperation.take(axis: axis, indices: values)
    guard indices.shape.isEmpty else { return [take] }
    var dropped = shape
    dropped.remove(at: axis)
    return [take, .reshape(dropped)]
  }

  /// `GatherElements` of one place along an axis, the same everywhere; nil of
  /// others.
  private static func gatherElements(
    _ node: GraphNode, _ shape: [Int]
  ) throws -> [LayoutOperation]? {
    let axis = try node.axis(rank: shape.count)
    guard node.takesConstant(1) else { return nil }
    let indices = try node.constant(1)
    var single = shape
    single[axis] = 1
    guard indices.shape == single, let places = indices.integers,
      let first = places.first, places.allSatisfy({ $0 == first }),
      -shape[axis]..<shape[axis] ~= first
    else { return nil }
    return [
      .take(axis: axis, indices: [first < 0 ? first + shape[axis] : first])
    ]
  }

  /// ONNX's rules of a slice: negative bounds count from the end, all are
  /// clamped.
  private static func slices(
    _ node: GraphNode, _ shape: [Int]
  ) throws -> [LayoutOperation] {
    let starts = try node.integers("starts") ?? node.constantIntegers(1)
    let ends = try node.integers("ends") ?? node.constantIntegers(2)
    let axes = try
      (try node.integers("axes")
      ?? node.optionalIntegers(3) ?? Array(0..<starts.count))
      .map { try node.axis($0, rank: shape.count) }
    let steps =
      try node.optionalIntegers(4)
      ?? Array(repeating: 1, count: starts.count)
    guard Set([starts.count, ends.count, axes.count, steps.count]).count == 1,
      Set(axes).count == axes.count, !steps.contains(0),
      axes.allSatisfy({ shape[$0] <= ConstantTensor.countLimit })
    else { throw node.misfit("its bounds", shape) }
    return axes.indices.map { index in
      let size = shape[axes[index]]
      let step = steps[index]
      func place(_ bound: Int, _ range: ClosedRange<Int>) -> Int {
        let absolute = bound < 0 ? bound.addingReportingOverflow(size).0 : bound
        return min(max(absolute, range.lowerBound), range.upperBound)
      }
      let indices =
        step > 0
        ? stride(
          from: place(starts[index], 0...size),
          to: place(ends[index], 0...size), by: step)
        : stride(
          from: place(starts[index], min(size - 1, 0)...size - 1),
          to: place(ends[index], -1...size - 1), by: step)
      return .take(axis: axes[index], indices: Array(indices))
    }
  }
}
