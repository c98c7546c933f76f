import Foundation
import SwiftletFormat

/// The recorded steps, as C.
extension Embedding {
  /// `sequence.h`: the samples of the recorded steps in the data's units, and
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
    return """
      /* Recorded timesteps in the data's units; beside each, what
         model_quantize_float makes of it. */
      #ifndef SEQUENCE_H
      #define SEQUENCE_H

      #include "swiftlet_model.h"

      #define SEQUENCE_STEPS \(steps.count)

      static const float sequence[SEQUENCE_STEPS][MODEL_INPUTS] = {
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
