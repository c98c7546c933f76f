import CSwiftletLogMel
import Foundation
import SwiftletTraining
import Testing

@Suite("Log-mel features")
struct LogMelTests {
  private let size = Int(SWIFTLET_LOG_MEL_FRAME)
  private let bands = Int(SWIFTLET_LOG_MEL_BANDS)
  /// Where bands begin, as the header says.
  private let edges = [
    1, 4, 6, 9, 13, 16, 21, 25, 31, 37, 44, 52, 61, 71, 82, 95, 109, 125,
  ]

  private func features(_ samples: [Int16]) -> [Double] {
    var work = [Int32](repeating: 0, count: 2 * size)
    var output = [Int16](repeating: 0, count: bands)
    swiftlet_log_mel(samples, &work, &output)
    return output.map(Double.init)
  }

  /// The same in Double, by the definition of the transform.
  private func reference(_ samples: [Int16]) -> [Double] {
    let powers = (0..<size / 2).map { k in
      var (re, im) = (0.0, 0.0)
      for n in 0..<size {
        let angle = 2 * Double.pi * Double(n) / Double(size)
        let value = 8 * (1 - cos(angle)) * Double(samples[n])
        re += value * cos(angle * Double(k))
        im += value * sin(angle * Double(k))
      }
      return re * re + im * im
    }
    return (0..<bands).map { band in
      let (first, top, last) = (edges[band], edges[band + 1], edges[band + 2])
      let sum = (first + 1..<last).reduce(0x1p30) { sum, k in
        let weight =
          k <= top
          ? Double(k - first) / Double(top - first)
          : Double(last - k) / Double(last - top)
        return sum + 256 * weight * powers[k]
      }
      return 256 * log2(sum)
    }
  }

  @Test("features in integers are those of the definition")
  func definition() {
    var random = RandomSource(seed: 1)
    for trial in 0..<200 {
      let amplitude = pow(10, 1 + 3.4 * random.uniform())
      let pitch = 1 + 120 * random.uniform()
      let samples = (0..<size).map { n in
        let angle = 2 * Double.pi * pitch * Double(n) / Double(size)
        let value =
          trial.isMultiple(of: 2) ? sin(angle) : 2 * random.uniform() - 1
        return Int16(amplitude * value)
      }
      // 23 are the logarithm's, the rest rounding beside a loud tone.
      for (got, exact) in zip(features(samples), reference(samples)) {
        #expect(abs(got - exact) < 64)
      }
    }
  }

  @Test("the loudest frames do not overflow")
  func loudness() {
    for period in [1, 2, 3, 8, 31, 256] {
      let samples = (0..<size).map {
        $0 / period % 2 == 0 ? Int16.min : Int16.max
      }
      for (got, exact) in zip(features(samples), reference(samples)) {
        #expect(abs(got - exact) < 128)
      }
    }
  }

  @Test("silence is one value")
  func silence() {
    let silence = [Int16](repeating: 0, count: size)
    #expect(features(silence) == [Double](repeating: 7680, count: bands))
  }
}
