import SwiftletCells
import SwiftletFormat

extension IntegerLayer {
  /// A layer normalization, with the record of its float cell.
  func layerNorm(
    _ x: UnsafePointer<Int16Lanes>, _ state: IntegerState,
    _ record: UnsafeMutablePointer<FloatLanes>
  ) {
    var sums = LayerNormSums<Int32Lanes>()
    for k in 0..<outputSize { sums.add(x[k].wide) }
    let unit = LayerNormUnit(
      sums, count: Int32(outputSize), epsilon: epsilonDigits)
    let z = record + outputSize
    for (k, row) in rows.enumerated() {
      let normalized = unit.normalized(x[k].wide)
      let y = unit.output(
        normalized, Int32Lanes(repeating: row.multiplier),
        Int32Lanes(repeating: row.bias))
      store(y, k, state, record)
      z[k] = normalized.real(1 / 8_388_608)
    }
    guard let inputScale = inputScales.first else { return }
    // n q 2^k / 2^55 in the unit of the values.
    z[outputSize] =
      unit.reciprocal.real(Float(outputSize) / inputScale / 268_435_456)
      * (unit.powers.first * unit.powers.rest).real(1 / 134_217_728)
  }
}
