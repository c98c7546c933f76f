import Foundation
import SwiftletCells
import Testing

/// The relative error of each lane of `vector` against libm in double.
private func worstRelativeError(
  _ points: [Float], _ vector: (SIMD8<Float>) -> SIMD8<Float>,
  _ exact: (Double) -> Double
) -> Double {
  var worst = 0.0
  for start in stride(from: 0, to: points.count - 7, by: 8) {
    let x = SIMD8<Float>(points[start..<start + 8])
    let y = vector(x)
    for lane in 0..<8 {
      let expected = exact(Double(x[lane]))
      let error = abs(Double(y[lane]) - expected)
      worst = max(worst, error / max(abs(expected), 1e-37))
    }
  }
  return worst
}

private let points = stride(from: Float(-40), through: 40, by: 0.000_97)
  .map { $0 }

@Test("the vector exponential agrees with libm")
func vectorExponential() {
  #expect(
    worstRelativeError(points, { $0.exponential() }, Foundation.exp) < 1e-6)
}

@Test("the vector tanh agrees with libm, near zero as well")
func vectorTanh() {
  let near = points.map { $0 * 1e-4 }
  for set in [points, near] {
    #expect(worstRelativeError(set, { $0.tanh() }, Foundation.tanh) < 1e-6)
  }
}

@Test("the vector sigmoid agrees with libm")
func vectorSigmoid() {
  let error = worstRelativeError(
    points, { $0.sigmoid() }, { 1 / (1 + Foundation.exp(-$0)) })
  #expect(error < 1e-6)
}

@Test("far arguments saturate instead of overflowing")
func saturation() {
  let x = SIMD8<Float>(-1e30, -1000, -89, -88, 88, 89, 1000, 1e30)
  let tanh = x.tanh()
  let sigmoid = x.sigmoid()
  for lane in 0..<8 {
    #expect(tanh[lane] == (lane < 4 ? -1 : 1))
    #expect(abs(sigmoid[lane] - (lane < 4 ? 0 : 1)) < 1e-30)
    #expect(x.exponential()[lane].isFinite)
  }
}

@Test("relu, its derivative, the maximum and the sum treat every lane")
func elementwise() {
  let x = SIMD8<Float>(-3, -2, -1, 0, 1, 2, 3, 4)
  #expect(x.relu() == SIMD8(0, 0, 0, 0, 1, 2, 3, 4))
  #expect(x.heaviside() == SIMD8(0, 0, 0, 0, 1, 1, 1, 1))
  #expect(
    SIMD8.maximum(x, SIMD8(repeating: 1)) == SIMD8(1, 1, 1, 1, 1, 2, 3, 4))
  #expect(x.laneSum() == 4)
  #expect((-2.0).relu() == 0 && 2.0.relu() == 2)
  #expect((-2.0).heaviside() == 0 && 2.0.heaviside() == 1)
}
