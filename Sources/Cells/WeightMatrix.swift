/// A row-major matrix within a parameter vector.
///
/// It borrows the vector: the pointer must stay valid while the matrix is
/// used. Vectors are pointers to as many values as the matrix has columns or
/// rows, and may not overlap the result.
@frozen public struct WeightMatrix<Value: CellValue> {
  /// The first element, `(rows, columns)` row-major.
  public let elements: UnsafePointer<Value.Weight>
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int

  /// A matrix that begins at `elements`.
  @inlinable public init(
    _ elements: UnsafePointer<Value.Weight>, rows: Int, columns: Int
  ) {
    self.elements = elements
    self.rows = rows
    self.columns = columns
  }

  /// The given number of rows from row `first` on.
  @inlinable public func rows(from first: Int, count: Int) -> WeightMatrix {
    WeightMatrix(elements + first * columns, rows: count, columns: columns)
  }

  /// `y += M x`, four rows at a time.
  @inlinable public func addProduct(
    with x: UnsafePointer<Value>, to y: UnsafeMutablePointer<Value>
  ) {
    var row = 0
    while row &+ 4 <= rows {
      addFourRows(from: row, with: x, to: y + row)
      row &+= 4
    }
    while row < rows {
      let w = elements + row &* columns
      var sum = y[row]
      for column in 0..<columns { sum += w[column] * x[column] }
      y[row] = sum
      row &+= 1
    }
  }

  @inlinable func addFourRows(
    from row: Int, with x: UnsafePointer<Value>,
    to y: UnsafeMutablePointer<Value>
  ) {
    let w0 = elements + row &* columns
    let (w1, w2, w3) = (
      w0 + columns, w0 + 2 &* columns, w0 + 3 &* columns
    )
    var (s0, s1, s2, s3) = (y[0], y[1], y[2], y[3])
    for column in 0..<columns {
      let value = x[column]
      s0 += w0[column] * value
      s1 += w1[column] * value
      s2 += w2[column] * value
      s3 += w3[column] * value
    }
    (y[0], y[1], y[2], y[3]) = (s0, s1, s2, s3)
  }

  /// `x += Mᵀ y`, four columns at a time.
  @inlinable public func addTransposedProduct(
    with y: UnsafePointer<Value>, to x: UnsafeMutablePointer<Value>
  ) {
    var column = 0
    while column &+ 4 <= columns {
      addFourColumns(from: column, with: y, to: x + column)
      column &+= 4
    }
    while column < columns {
      var sum = x[column]
      for row in 0..<rows {
        sum += elements[row &* columns &+ column] * y[row]
      }
      x[column] = sum
      column &+= 1
    }
  }

  @inlinable func addFourColumns(
    from column: Int, with y: UnsafePointer<Value>,
    to x: UnsafeMutablePointer<Value>
  ) {
    var w = elements + column
    var (s0, s1, s2, s3) = (x[0], x[1], x[2], x[3])
    for row in 0..<rows {
      let value = y[row]
      s0 += w[0] * value
      s1 += w[1] * value
      s2 += w[2] * value
      s3 += w[3] * value
      w += columns
    }
    (x[0], x[1], x[2], x[3]) = (s0, s1, s2, s3)
  }
}

/// Fills `y` with one bias a row.
@inlinable public func copyBias<Value: CellValue>(
  _ bias: UnsafePointer<Value.Weight>, count: Int,
  to y: UnsafeMutablePointer<Value>
) {
  for row in 0..<count { y[row] = Value(repeating: bias[row]) }
}
