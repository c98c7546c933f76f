extension QuantizedNetwork.InputChannel {
  /// How many raw, shifted units a unit of the data has.
  private var scale: Double {
    Double(sign: .plus, exponent: fractionBits + shift, significand: 1)
  }

  /// What one unit of the int16 stands for, in the data's units.
  package var unit: Double {
    4_294_967_296 / Double(multiplier) / scale
  }

  /// The values that the int16 reaches, in the data's units.
  package var range: ClosedRange<Double> {
    let middle = Double(zero) / scale
    return middle - 32767 * unit...middle + 32767 * unit
  }
}
