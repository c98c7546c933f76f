/// A small matrix, row by row.
struct Matrix {
  let rows: [[Double]]

  init(_ rows: [[Double]]) { self.rows = rows }

  /// The product with a vector.
  static func * (left: Matrix, right: [Double]) -> [Double] {
    left.rows.map { row in zip(row, right).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  /// The product with a matrix.
  static func * (left: Matrix, right: Matrix) -> Matrix {
    Matrix(left.rows.map { right.transposed * $0 })
  }

  /// The sum.
  static func + (left: Matrix, right: Matrix) -> Matrix {
    Matrix(zip(left.rows, right.rows).map { sum($0, $1) })
  }

  /// Columns for rows.
  var transposed: Matrix {
    Matrix(rows[0].indices.map { column in rows.map { $0[column] } })
  }

  /// The matrix of each number of one vector times each of another.
  static func outer(_ left: [Double], _ right: [Double]) -> Matrix {
    Matrix(left.map { row in right.map { row * $0 } })
  }

  /// The root of the sum of all squares.
  var length: Double { rows.flatMap { $0 }.length }
}

/// The sum of vectors, place by place.
func sum(_ first: [Double], _ others: [Double]...) -> [Double] {
  others.reduce(first) { zip($0, $1).map { $0 + $1 } }
}
