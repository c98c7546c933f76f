import Foundation

/// Nested JSON arrays of numbers.
struct JSONTensor {
  /// The length of each dimension, outermost first.
  let shape: [Int]
  /// The numbers, row-major.
  let values: [Float]

  /// Flattens arrays; nil when they hold something else than numbers, or rows
  /// of several lengths.
  init?(_ value: Any) {
    guard let list = value as? [Any] else { return nil }
    let numbers = list.compactMap { ($0 as? NSNumber)?.floatValue }
    if numbers.count == list.count {
      self.init(shape: [list.count], values: numbers)
      return
    }
    let rows = list.compactMap { JSONTensor($0) }
    guard rows.count == list.count,
      rows.allSatisfy({ $0.shape == rows[0].shape })
    else { return nil }
    self.init(
      shape: [rows.count] + rows[0].shape, values: rows.flatMap(\.values))
  }

  private init(shape: [Int], values: [Float]) {
    self.shape = shape
    self.values = values
  }

  /// The tensor as a matrix; nil when it has not two dimensions or no element.
  var matrix: Matrix? {
    guard shape.count == 2, !shape.contains(0) else { return nil }
    return Matrix(rows: shape[0], columns: shape[1], values: values)
  }
}
