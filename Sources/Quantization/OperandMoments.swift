/// The means and the second moments of the operands that meet a layer's rows.
struct OperandMoments {
  private let size: Int
  private var count = 0.0
  private var sums: [Double]
  // The upper triangle of the sum of `v vᵀ`, by rows of `size`.
  private var products: [Double]

  /// The moments of no values yet.
  init(size: Int) {
    self.size = size
    sums = Array(repeating: 0, count: size)
    products = Array(repeating: 0, count: size * size)
  }

  /// Adds the operands of one sum.
  mutating func add(_ values: [Double]) {
    count += 1
    products.withUnsafeMutableBufferPointer { products in
      for (row, value) in values.enumerated() where value != 0 {
        sums[row] += value
        for column in row..<size {
          products[row * size + column] += value * values[column]
        }
      }
    }
  }

  /// The covariance of neighbouring operands in units, by rows; of its
  /// triangles only the upper one holds values.
  ///
  /// - Parameter units: what a unit of each of these operands stands for.
  func covariance(of range: Range<Int>, units: [Double]) -> [Double] {
    var covariance = Array(repeating: 0.0, count: range.count * range.count)
    for (i, row) in range.enumerated() {
      for (j, column) in range.enumerated().dropFirst(i) {
        let mean = sums[row] / count * (sums[column] / count)
        covariance[i * range.count + j] =
          (products[row * size + column] / count - mean)
          / (units[i] * units[j])
      }
    }
    return covariance
  }
}
