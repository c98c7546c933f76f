/// A matrix of a model that is read, row-major.
struct Matrix: Sendable {
  /// The number of rows.
  let rows: Int
  /// The number of columns.
  let columns: Int
  /// The elements, `(rows, columns)`.
  let values: [Float]

  /// Makes a matrix.
  ///
  /// - Precondition: there are `rows * columns` values.
  init(rows: Int, columns: Int, values: [Float]) {
    precondition(values.count == rows * columns, "the values must fit")
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  /// The matrix with rows and columns exchanged.
  var transposed: Matrix {
    var result: [Float] = []
    result.reserveCapacity(values.count)
    for column in 0..<columns {
      for row in 0..<rows { result.append(values[row * columns + column]) }
    }
    return Matrix(rows: columns, columns: rows, values: result)
  }

  /// The matrix with its columns in another order: column `k` of the result is
  /// column `order[k]`.
  func takingColumns(_ order: [Int]) -> Matrix {
    if order == Array(0..<columns) { return self }
    let result = (0..<rows).flatMap { row in
      order.map { values[row * columns + $0] }
    }
    return Matrix(rows: rows, columns: order.count, values: result)
  }
}

extension Array {
  /// The array as `order.count` blocks of equal size, brought into another
  /// order: block `k` of the result is block `order[k]`.
  func blocks(in order: [Int]) -> [Element] {
    let size = count / order.count
    return order.flatMap { self[$0 * size..<($0 + 1) * size] }
  }
}
