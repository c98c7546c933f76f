/// The linear function of some values that has the least squared error, by the
/// normal equations.
struct LeastSquares {
  private let weights: [Double]

  /// Fits rows of values to their targets; a constant is added.
  ///
  /// - Precondition: All rows are of one length, and there is one.
  init(_ rows: [[Double]], _ targets: [Double]) {
    let size = rows[0].count + 1
    // The upper triangle of XᵀX beside Xᵀy.
    var system = (0..<size).map { _ in
      Array(repeating: 0.0, count: size + 1)
    }
    for (row, target) in zip(rows, targets) {
      let values = row + [1, target]
      for i in 0..<size {
        for j in i...size { system[i][j] += values[i] * values[j] }
      }
    }
    for i in 0..<size {
      system[i][i] += 1e-9 * Double(rows.count)
      for j in 0..<i { system[i][j] = system[j][i] }
    }
    weights = Self.solve(&system)
  }

  /// The function of a row.
  func callAsFunction(_ row: [Double]) -> Double {
    zip(weights, row + [1]).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// Gaussian elimination; the matrix is positive definite, so that no pivot
  /// is sought.
  private static func solve(_ system: inout [[Double]]) -> [Double] {
    let size = system.count
    for i in 0..<size {
      let pivot = system[i]
      for k in i + 1..<size {
        let factor = system[k][i] / pivot[i]
        for j in i...size { system[k][j] -= factor * pivot[j] }
      }
    }
    var solution = Array(repeating: 0.0, count: size)
    for i in stride(from: size - 1, through: 0, by: -1) {
      let known = (i + 1..<size).reduce(0) {
        $0 + system[i][$1] * solution[$1]
      }
      solution[i] = (system[i][size] - known) / system[i][i]
    }
    return solution
  }
}
