import Foundation

extension String {
  /// The text with options in place of the names, in backticks, that the
  /// libraries' messages give to what a caller sets.
  var withOptionNames: String {
    [
      ("`activationBits` 16", "--activations int16"),
      ("`deviation`", "--deviation"),
      ("`deviations`", "--deviation"),
      ("`inputRange` largest", "--input-range max"),
      ("`mean`", "--mean"),
      ("`means`", "--mean"),
      ("`modules`", "--layers"),
      ("`QuantizationAwareTraining`", "--qat"),
      ("`tolerance`", "--tolerance"),
    ].reduce(self) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
  }
}
