import Foundation
import SwiftletFormat

/// The recorded steps, as C.
extension Embedding {
  /// The header of the recorded steps: their samples in the data's units, and
  /// beside each the integers that it becomes.
  package var sequenceHeader: String {
    let steps = model.goldenSteps.map { step in
      let sample = step.inputs.enumerated().map(sample)
      let integers = sample.enumerated().map {
        "\(model.quantize(Double($1), input: $0))"
      }
      return "    {" + sample.map(literal).joined(separator: ", ")
        + "}, /* \(integers.joined(separator: ", ")) */"
    }
    let macro = name.sequence.uppercased()
    return """
      /* \(Self.licenseLine) */
      /* Recorded timesteps in the data's units; beside each, what
         \(name.symbol)_quantize_float makes of it. */
      #ifndef \(macro)_H
      #define \(macro)_H

      #include "\(name.file).h"

      #define \(macro)_STEPS \(steps.count)
      /* How many of them the program plays, again and again. */
      #define \(macro)_PLAYED \(playedSteps)

      static const float
          \(name.sequence)[\(macro)_STEPS][\(name.macro)_INPUTS] = {
      \(steps.joined(separator: "\n"))
      };

      #endif

      """
  }

  /// The shortest number that becomes an input's integer; the nearest one
  /// where a Float is too coarse.
  private func sample(of index: Int, _ input: Int16) -> Float {
    guard input != QuantizedModel.gap else { return .nan }
    let middle = model.inputChannels[index].value(of: input)
    let shorter = (1...9).lazy.compactMap {
      Float(String(format: "%.\($0)g", middle))
    }
    return shorter.first {
      model.quantize(Double($0), input: index) == input
    } ?? Float(middle)
  }

  private func literal(_ value: Float) -> String {
    value.isNaN ? "0.0f / 0.0f" : "\(value)f"
  }
}

extension QuantizedNetwork.InputChannel {
  /// The value, in the data's units, in the middle of those that become an
  /// integer.
  fileprivate func value(of input: Int16) -> Double {
    let scaled = Double(input) * 4_294_967_296 / Double(max(multiplier, 1))
    return (scaled + Double(zero))
      / Double(sign: .plus, exponent: fractionBits + shift, significand: 1)
  }
}
