import Foundation
import SwiftletDatasets
import Testing

/// A file with one feature.
private func file(_ values: [Double]) -> String {
  "x,y,label\n"
    + values.enumerated().map { "\($1),\($0 % 5),\($0 % 2)\n" }.joined()
}

/// Values of deviation 1 about a mean.
private func noise(_ count: Int, mean: Double = 0) -> [Double] {
  (0..<count).map {
    mean + (Double(($0 * 7919) % 1009) / 1008 - 0.5) * 12.0.squareRoot()
  }
}

@Suite("Values that may be no measurement")
struct OutlierTests {
  @Test("are named with their line, once for a column")
  func spike() throws {
    for (mean, spike) in [(512.0, 65535.0), (-3, -1000), (0, 21.5)] {
      var values = noise(200, mean: mean)
      values[77] = spike
      let outliers = try dataset(file(values)).outliers
      #expect(outliers.map(\.line) == [79] && outliers.map(\.column) == ["x"])
      #expect(outliers[0].value == spike && outliers[0].count == 1)
      #expect(
        abs(outliers[0].deviations - abs(spike - mean)) < 0.05
          * abs(spike - mean))
    }
  }

  @Test("are still seen beside a few others, and gone with them")
  func several() throws {
    var values = noise(2000)
    for index in [30, 31, 1500] { values[index] = 4095 }
    let outliers = try dataset(file(values)).outliers
    #expect(outliers.map(\.line) == [32] && outliers[0].count == 3)
    for index in [30, 31, 1500] { values[index] = .nan }
    #expect(try dataset(file(values)).outliers.isEmpty)
  }

  @Test("are none where data are of two kinds, rare, heavy-tailed or few")
  func none() throws {
    let idle = noise(970).map { 0.2 + 0.01 * $0 }
    let running = noise(30).map { 2.2 + 0.01 * $0 }
    let button = (0..<1000).map { $0 == 500 ? 1.0 : 0 }
    let ramp = (0..<1000).map(Double.init)
    let tail = (1...1000).map { -log(Double($0) / 1001) }
    let few = (0..<19).map { $0 == 7 ? 1e9 : Double($0 % 3) }
    for values in [
      idle + running, button, ramp, tail, few, noise(500), [5, 5, 5],
      noise(200).map { $0 + 1e9 },
    ] {
      #expect(try dataset(file(values)).outliers.isEmpty)
    }
  }

  @Test("count among the steps of all sequences, without gaps")
  func sequences() throws {
    let rows = noise(300).enumerated().map { index, value in
      let field = index == 250 ? "1000" : index % 7 == 0 ? "" : "\(value)"
      return "\(index / 100);\(field);0\n"
    }
    let outliers = try dataset("seq;x;label\n" + rows.joined()).outliers
    #expect(outliers.map(\.line) == [252])
  }
}
