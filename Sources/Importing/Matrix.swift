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

  /// The matrix of a convolution of groups, `(outputs, taps * channels)` with
  /// the channels of one group, over those of all groups: with zeros between.
  func widened(groups: Int, taps: Int) -> Matrix {
    guard groups > 1 else { return self }
    let channels = columns / taps
    let all = groups * channels
    var wide = Array(repeating: Float(0), count: rows * taps * all)
    for row in 0..<rows {
      let first = row / (rows / groups) * channels
      for column in 0..<columns {
        let (tap, channel) = column.quotientAndRemainder(dividingBy: channels)
        wide[(row * taps + tap) * all + first + channel] =
          values[row * columns + column]
      }
    }
    return Matrix(rows: rows, columns: taps * all, values: wide)
  }

  /// The product with a matrix `(columns, count)`.
  func times(_ other: Matrix) -> Matrix {
    var product: [Float] = []
    for row in 0..<rows {
      var sums = Array(repeating: 0.0, count: other.columns)
      for column in 0..<columns {
        let factor = Double(values[row * columns + column])
        for place in sums.indices where factor != 0 {
          sums[place] +=
            factor * Double(other.values[column * other.columns + place])
        }
      }
      product += sums.map(Float.init)
    }
    return Matrix(rows: rows, columns: other.columns, values: product)
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
