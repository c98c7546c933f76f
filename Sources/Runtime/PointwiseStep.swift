package import CSwiftletKernels

/// One timestep of a pointwise layer: a function of each place.
///
/// - Parameters:
///   - a: The first operand, `(outputSize)`.
///   - b: The second one; not looked at where there is none.
///   - output: y, `(outputSize)`, apart from the operands.
@inline(never)
func pointwiseStep(
  _ layer: LayerView, _ a: UnsafePointer<Int16>, _ b: UnsafePointer<Int16>,
  output: UnsafeMutablePointer<Int16>
) {
  let row = layer.pointwiseRow
  guard let function = layer.pointwiseFunction else {
    let activation = layer.denseActivation.function
    for index in 0..<layer.outputSize {
      output[index] = activation(row.sum(Int32(a[index]), Int32(b[index])))
    }
    return
  }
  if function == .copy { return Core.copy(a, to: output, layer.outputSize) }
  if function == .reverse {
    var from = a + layer.outputSize
    for index in 0..<layer.outputSize {
      from -= 1
      output[index] = from.pointee
    }
    return
  }
  for index in 0..<layer.outputSize {
    let (a, b) = (Int32(a[index]), Int32(b[index]))
    let y =
      switch function {
      case .multiply: row.product(a, b)
      case .magnitude: magnitude(a, b)
      case .copy, .reverse, .leakyReLU: row.leakyReLU(a)
      }
    output[index] = Int16(truncatingIfNeeded: y.saturated(bits: 16))
  }
}

extension LayerView {
  /// The function of a pointwise layer; nil for an activation of a weighted
  /// sum, which `denseActivation` is.
  @inline(__always)
  package var pointwiseFunction: PointwiseFunction? {
    variant < PointwiseFunction.copy.rawValue
      ? nil
      : UnsafeRawPointer(entry).load(
        fromByteOffset: LayerEntry.variantOffset, as: PointwiseFunction.self)
  }

  /// Whether a pointwise layer has a second operand.
  package var takesPair: Bool {
    switch pointwiseFunction {
    case .multiply, .magnitude: true
    case .copy, .reverse, .leakyReLU: false
    case nil: pointwiseWeights.second != 0
    }
  }

  /// The parameters of a pointwise layer.
  @inline(__always)
  var pointwiseRow: PointwiseRow {
    PointwiseRow(
      firstWeight: pointwiseWeights.first,
      secondWeight: pointwiseWeights.second, bias: pointwiseBias,
      multiplier: pointwiseMultipliers.positive,
      negativeMultiplier: pointwiseMultipliers.negative)
  }

  /// The weights of a pointwise layer's operands.
  @inline(__always)
  package var pointwiseWeights: (first: Int32, second: Int32) {
    (
      Int32(parameter(PointwiseLayout.firstWeightOffset, Int16.self)),
      Int32(parameter(PointwiseLayout.secondWeightOffset, Int16.self))
    )
  }

  /// What is added to a pointwise layer's sum.
  @inline(__always)
  package var pointwiseBias: Int32 {
    parameter(PointwiseLayout.biasOffset, Int32.self)
  }

  /// The multipliers of a pointwise layer; the second one is a leaky relu's,
  /// for negative values.
  @inline(__always)
  package var pointwiseMultipliers: (positive: Int32, negative: Int32) {
    (
      parameter(PointwiseLayout.multiplierOffset, Int32.self),
      parameter(PointwiseLayout.negativeMultiplierOffset, Int32.self)
    )
  }

  @inline(__always)
  private func parameter<Number: BitwiseCopyable>(
    _ offset: Int, _ type: Number.Type
  ) -> Number {
    weights.load(fromByteOffset: offset, as: type)
  }
}
