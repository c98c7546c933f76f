import SwiftletCells

/// The arithmetic of a training: `Float`, or `Double` to check it with.
protocol TrainingValue: CellValue, BinaryFloatingPoint
where Weight == Self {
  /// Replaces numbers by `e` to the power of each.
  static func exponentiate(_ values: UnsafeMutablePointer<Self>, count: Int)
}

extension Double: TrainingValue {
  static func exponentiate(_ values: UnsafeMutablePointer<Double>, count: Int) {
    for k in 0..<count { values[k] = values[k].exponential() }
  }
}

extension Float: TrainingValue {
  static func exponentiate(_ values: UnsafeMutablePointer<Float>, count: Int) {
    for first in Swift.stride(from: 0, to: count, by: 8) {
      let lanes = min(8, count - first)
      var eight = SIMD8<Float>.zero
      for lane in 0..<lanes { eight[lane] = values[first + lane] }
      eight = eight.exponential()
      for lane in 0..<lanes { values[first + lane] = eight[lane] }
    }
  }
}
