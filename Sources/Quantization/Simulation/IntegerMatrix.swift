/// A row-major matrix of integer weights.
struct IntegerMatrix {
  let columns: Int
  private let elements: [Int16]

  /// The matrix of some rows, each of `columns` weights.
  init(_ rows: [[Int16]]) {
    columns = rows.first?.count ?? 0
    elements = rows.flatMap { $0 }
  }

  /// `y += M x` for some of the rows, four at a time.
  ///
  /// - Parameter y: one sum for each of the rows.
  func addProduct(
    rows: Range<Int>, with x: UnsafePointer<Int16Lanes>,
    to y: UnsafeMutablePointer<Int32Lanes>
  ) {
    guard columns > 0 else { return }
    elements.withUnsafeBufferPointer { elements in
      guard var weights = elements.baseAddress else { return }
      weights += rows.lowerBound &* columns
      var row = 0
      while row &+ 4 <= rows.count {
        addFourRows(weights, with: x, to: y + row)
        weights += 4 &* columns
        row &+= 4
      }
      while row < rows.count {
        for column in 0..<columns {
          y[row] &+= x[column].wide &* Int32(weights[column])
        }
        weights += columns
        row &+= 1
      }
    }
  }

  private func addFourRows(
    _ weights: UnsafePointer<Int16>, with x: UnsafePointer<Int16Lanes>,
    to y: UnsafeMutablePointer<Int32Lanes>
  ) {
    let (w1, w2, w3) = (
      weights + columns, weights + 2 &* columns, weights + 3 &* columns
    )
    var (s0, s1, s2, s3) = (y[0], y[1], y[2], y[3])
    for column in 0..<columns {
      let value = x[column].wide
      s0 &+= value &* Int32Lanes(repeating: Int32(weights[column]))
      s1 &+= value &* Int32Lanes(repeating: Int32(w1[column]))
      s2 &+= value &* Int32Lanes(repeating: Int32(w2[column]))
      s3 &+= value &* Int32Lanes(repeating: Int32(w3[column]))
    }
    (y[0], y[1], y[2], y[3]) = (s0, s1, s2, s3)
  }
}
