extension LayoutOperation {
  /// `GatherND` of places that differ along one axis at most, and are the same
  /// in every batch; nil of others.
  ///
  /// - Throws: `ImportError` when its places do not fit the shape.
  static func gatherND(
    of node: GraphNode, on shape: [Int]
  ) throws -> [LayoutOperation]? {
    guard node.takesConstant(1) else { return nil }
    let indices = try node.constant(1)
    let batch = try node.integer("batch_dims") ?? 0
    guard let width = indices.shape.last, width > 0,
      0..<indices.shape.count ~= batch, batch + width <= shape.count,
      indices.shape[..<batch] == shape[..<batch],
      let values = indices.integers, !values.isEmpty
    else { throw node.misfit("its indices \(indices.shape)", shape) }
    let counts = indices.shape[batch..<(indices.shape.count - 1)]
    let count = counts.reduce(1, *)
    let columns = try (0..<width).map { column in
      let size = shape[batch + column]
      return try stride(from: column, to: values.count, by: width).map {
        let place = values[$0] < 0 ? values[$0] + size : values[$0]
        guard 0..<size ~= place else {
          throw node.misfit("\(values[$0])", shape)
        }
        return place
      }
    }
    let varied = columns.indices.filter { Set(columns[$0]).count > 1 }
    guard varied.count == (count > 1 ? 1 : 0),
      columns.allSatisfy({ places in
        places.indices.allSatisfy { places[$0] == places[$0 % count] }
      })
    else { return nil }
    let takes = columns.enumerated().map { column, places in
      LayoutOperation.take(
        axis: batch + column,
        indices: Array(places.prefix(varied.contains(column) ? count : 1)))
    }
    return takes
      + [.reshape(Array(shape[..<batch] + counts + shape[(batch + width)...]))]
  }
}
