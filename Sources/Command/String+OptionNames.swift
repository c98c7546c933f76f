import Foundation

extension String {
  /// The text with options in place of the names, in backticks, that the
  /// libraries' messages give to what a caller sets.
  var withOptionNames: String {
    [
      ("0 for `validationFraction`", "--validation 0"),
      ("`activationBits` 16", "--activations int16"),
      ("`classNames`", "--labels"),
      ("`deviation`", "--deviation"),
      ("`deviations`", "--deviation"),
      ("`embeddingSize`", "--embedding 8"),
      ("`ignored`", "--ignore"),
      ("`inputRange` largest", "--input-range max"),
      ("`inputs`", "--inputs"),
      ("`label`", "--label"),
      ("`model` as the `lesson`", "--learn model"),
      ("`mean`", "--mean"),
      ("`means`", "--mean"),
      ("`modules`", "--layers"),
      ("`outputs`", "--targets"),
      ("`QuantizationAwareTraining`", "--qat"),
      ("`sequence`", "--sequence"),
      ("`step`", "--step"),
      ("`targets`", "--predict"),
      ("`time`", "--time"),
      ("`tolerance`", "--tolerance"),
    ].reduce(self) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
  }
}
