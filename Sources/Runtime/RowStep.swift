/// One timestep of a simple recurrent or a dense layer: the activation of
/// every row. A tile holds four units.
///
/// - Parameter output: h, updated in place, or y, `(outputSize)` padded; Q0.15
///   from tanh and sigmoid, else in the layer's own scale.
@inline(never)
func rowStep(
  _ layer: LayerView, _ tiles: inout TileReader,
  output: UnsafeMutablePointer<Int16>
) {
  let activation = RowActivation(layer)
  for row in stride(from: 0, to: paddedToFour(layer.outputSize), by: 4) {
    let v = tiles.nextQuad()
    output[row] = activation.apply(v.a)
    output[row &+ 1] = activation.apply(v.b)
    output[row &+ 2] = activation.apply(v.c)
    output[row &+ 3] = activation.apply(v.d)
  }
}

/// What a layer makes of a row's pre-activation: a variant of dense layers.
enum RowActivation: Int32 {
  case linear, relu, sigmoid, tanh

  @inline(__always)
  init(_ layer: LayerView) {
    guard Supported.all else {
      self = .linear
      return
    }
    let isDense = layer.kind == LayerKind.dense
    switch layer.variant {
    case DenseVariant.linear where isDense: self = .linear
    case DenseVariant.sigmoid where isDense: self = .sigmoid
    case SimpleRNNVariant.relu: self = .relu
    default: self = .tanh
    }
  }

  @inline(never)
  func apply(_ v: Int32) -> Int16 {
    guard Supported.all else { return saturate16(v) }
    return switch self {
    case .linear: saturate16(v)
    case .relu: Int16(truncatingIfNeeded: clamp(v, to: 32767))
    case .sigmoid: Int16(truncatingIfNeeded: sigmoidQ15(v))
    case .tanh: Int16(truncatingIfNeeded: tanhQ15(v))
    }
  }
}
