import SwiftletCells

/// What a timestep of a loop computes, over its input and the states before.
indirect enum CellExpression: Equatable {
  /// Sums of products with constants.
  case linear(LinearMap)
  /// Products of a constant matrix with what is not linear.
  case matrix([[Float]], CellExpression)
  case sum([CellExpression])
  case product([CellExpression])
  /// `factors x + terms`.
  case scaled([Float], [Float], CellExpression)
  case clipped(ClosedRange<Float>, CellExpression)
  case activation(Layer.DenseActivation, CellExpression)
}

/// Rows over the columns of a cell, its input and its states, and a bias.
struct LinearMap: Equatable {
  var rows: [[Float]]
  var bias: [Float]

  /// The map with factors and terms of each row.
  func scaled(_ factors: [Float], _ terms: [Float]) -> LinearMap {
    LinearMap(
      rows: zip(rows, factors).map { row, factor in row.map { $0 * factor } },
      bias: bias.indices.map { bias[$0] * factors[$0] + terms[$0] })
  }

  /// The sum of two maps.
  static func + (left: LinearMap, right: LinearMap) -> LinearMap {
    LinearMap(
      rows: zip(left.rows, right.rows).map { zip($0, $1).map(+) },
      bias: zip(left.bias, right.bias).map(+))
  }

  /// The map after another one.
  func after(_ other: LinearMap, columns: Int) -> LinearMap {
    let sparse = other.rows.map { row in
      row.indices.filter { row[$0] != 0 }.map { ($0, row[$0]) }
    }
    var result = LinearMap(rows: [], bias: bias)
    for (index, row) in rows.enumerated() {
      var sums = Array(repeating: Float(0), count: columns)
      for (weight, (terms, bias)) in zip(row, zip(sparse, other.bias)) {
        for (column, value) in terms { sums[column] += weight * value }
        result.bias[index] += weight * bias
      }
      result.rows.append(sums)
    }
    return result
  }
}

extension CellExpression {
  /// The sum, with its linear summands in one.
  static func + (left: CellExpression, right: CellExpression) -> CellExpression
  {
    let summands = left.summands + right.summands
    let maps = summands.compactMap(\.map)
    let rest = summands.filter { $0.map == nil }
    guard let first = maps.first else { return .sum(rest) }
    let linear = CellExpression.linear(maps.dropFirst().reduce(first, +))
    return rest.isEmpty ? linear : .sum([linear] + rest)
  }

  static func * (left: CellExpression, right: CellExpression) -> CellExpression
  { .product(left.factors + right.factors) }

  /// The expression with factors and terms of each value.
  func scaled(_ factors: [Float], _ terms: [Float]) -> CellExpression {
    switch self {
    case .linear(let map): .linear(map.scaled(factors, terms))
    case .scaled(let inner, let innerTerms, let expression):
      .scaled(
        zip(inner, factors).map(*),
        terms.indices.map { innerTerms[$0] * factors[$0] + terms[$0] },
        expression)
    default: .scaled(factors, terms, self)
    }
  }

  /// The expression brought into a range.
  func clipped(_ range: ClosedRange<Float>) -> CellExpression {
    guard case .clipped(let inner, let expression) = self else {
      return .clipped(range, self)
    }
    let low = min(max(inner.lowerBound, range.lowerBound), range.upperBound)
    let high = min(max(inner.upperBound, range.lowerBound), range.upperBound)
    return .clipped(low...high, expression)
  }

  /// The expression without factors of 1 and terms of 0.
  var simplified: CellExpression {
    if case .scaled(let factors, let terms, let inner) = self,
      factors.allSatisfy({ $0 == 1 }), terms.allSatisfy({ $0 == 0 })
    {
      return inner
    }
    return self
  }

  /// The linear map; nil of other expressions.
  var map: LinearMap? {
    if case .linear(let map) = self { map } else { nil }
  }

  /// What is summed.
  var summands: [CellExpression] {
    if case .sum(let summands) = self { summands } else { [self] }
  }

  /// What is multiplied.
  var factors: [CellExpression] {
    if case .product(let factors) = self { factors } else { [self] }
  }
}
