import Foundation

extension String {
  /// The text with options in place of the names, in backticks, that the
  /// libraries' messages give to what a caller sets.
  var withOptionNames: String {
    [
      ("0 for `validationFraction`", "--validation 0"),
      ("`activationBits` 16", "--activations int16"),
      ("`balancesClasses`", "--balance"),
      ("`classNames`", "--labels"),
      ("`context`", "--context"),
      ("`density`", "--density"),
      ("`chrono`", "--init chrono"),
      ("`clipNorm`", "--clip"),
      ("`deviation`", "--deviation"),
      ("`deviations`", "--deviation"),
      ("`dropout`", "--dropout"),
      ("`embeddingSize`", "--embedding 8"),
      ("`fixed`", "--fix"),
      ("`gapPolicy`", "--gaps"),
      ("`gradients`", "train --gradients"),
      ("`grid`", "--grid"),
      ("`ignored`", "--ignore"),
      ("`initialization`", "--init"),
      ("`inputRange` largest", "--input-range max"),
      ("`inputRange` quantile 0.999", "--input-range 99.9"),
      ("`inputRange` quantile 0.99", "--input-range 99"),
      ("`inputs`", "--inputs"),
      ("`label`", "--label"),
      ("`model` as the `lesson`", "--learn model"),
      ("`layout`", "--target"),
      ("`learningRate`", "--learning-rate"),
      ("`longest`", "--longest"),
      ("`mean`", "--mean"),
      ("`means`", "--mean"),
      ("`modules`", "--layers"),
      ("`outputs`", "--targets"),
      ("`QuantizationAwareTraining`", "--qat"),
      ("`reference`", "--reference"),
      ("`sequence`", "--sequence"),
      ("`shapes`", "--shape"),
      ("`step`", "--step"),
      ("`targets`", "--predict"),
      ("`time`", "--time"),
      ("`tolerance`", "--tolerance"),
      ("`window`", "--window"),
      ("`standard`", "--init default"),
      ("`weightBits` 16", "--weights int16"),
      ("`weightBits` 8", "--weights int8"),
    ].reduce(self) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
  }
}
