import Foundation
import SwiftletCells
import SwiftletFormat
import SwiftletQuantization

/// The same steps on a device's integers.
struct IntegerSteps {
  private let network: QuantizedNetwork
  private let model: QuantizedModel
  private let steps: [ExerciseNetwork.Step]

  init(_ network: ExerciseNetwork, _ steps: [ExerciseNetwork.Step]) throws {
    let week = network.steps(60)
    let data = DataSequence(
      features: week.flatMap(\.x), targets: week.map { Double($0.next) },
      featureCount: 3)
    self.network = try Quantizer(
      network.model(), QuantizationOptions(), calibration: [data]
    ).quantize()
    model = try QuantizedModel(bytes: Data(self.network.fileBytes()))
    self.steps = steps
  }

  /// The steps in lines.
  var text: String {
    let row = network.layers[0].rows[0]
    var lines = [
      "unit 0: w = \(row.inputWeights.list) u = \(row.hiddenWeights.list)",
      "        b = \(row.bias), m = \(row.multiplier), inputShift = "
        + "\(network.layers[0].inputShift)",
    ]
    let stream = IntegerStream(network)
    for (t, step) in steps.enumerated() {
      let inputs = step.x.indices.map { model.quantize(step.x[$0], input: $0) }
      lines += sum(t, inputs, stream[0].hidden.map { $0[0] })
      stream.step(inputs.map { SIMD8(repeating: $0) })
      lines += state(t, stream, step)
    }
    lines.append(
      "\(model.flashSize) bytes of flash, \(model.stateSize) bytes of state")
    return lines.joined(separator: "\n")
  }

  /// The sum of unit 0, and the pre-activation that it is scaled to.
  private func sum(_ t: Int, _ inputs: [Int16], _ hidden: [Int16]) -> [String] {
    let (layer, row) = (network.layers[0], network.layers[0].rows[0])
    let overInput = zip(row.inputWeights, inputs).reduce(0) {
      $0 + Int($1.0) * Int($1.1)
    }
    let overHidden = zip(row.hiddenWeights, hidden).reduce(0) {
      $0 + Int($1.0) * Int($1.1)
    }
    let sum = (overInput << layer.inputShift) + overHidden
    let v = rounded(sum + Int(row.bias), Int(row.multiplier))
    return [
      "t = \(t): x = \(inputs.list) h = \(hidden.list)",
      "       S = \(sum), v = (S + b) m / 2^32 = \(v), "
        + "v / 24576 =\((Double(v) / 24576).text()), a =\(steps[t].a[0].text())",
    ]
  }

  private func state(
    _ t: Int, _ stream: IntegerStream, _ step: ExerciseNetwork.Step
  ) -> [String] {
    let h = stream[0].hidden.map { $0[0] }
    let o = stream.outputs.enumerated().map {
      model.read($1[0], output: $0)
    }
    return [
      "       h(\(t)) = \(h.list) / 32768 = "
        + h.map { Double($0) / 32768 }.list() + ", float \(step.h.list())",
      "       o(\(t)) = \(o.list()), float \(step.o.list())",
    ]
  }

  /// A product divided by 2^32, rounded, as ARITHMETIC.md says.
  private func rounded(_ a: Int, _ m: Int) -> Int { (a * m + (1 << 31)) >> 32 }
}

extension Array where Element: BinaryInteger {
  /// The numbers in brackets.
  fileprivate var list: String {
    "(" + map { "\($0)" }.joined(separator: " ") + ")"
  }
}
