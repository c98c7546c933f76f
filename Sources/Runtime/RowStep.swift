/// One timestep of a simple recurrent layer. A tile holds four units.
///
/// - Parameter hidden: h, `(outputSize)` padded, Q0.15 for tanh and in the
///   layer's own scale for relu; updated in place.
@inline(__always)
func simpleRNNStep<W: WeightStorage>(
  _ layer: LayerView, _: W.Type, _ operands: Operands,
  hidden: UnsafeMutablePointer<Int16>
) {
  if layer.variant == SimpleRNNVariant.relu {
    rows(layer, W.self, operands, into: hidden, relu)
  } else {
    rows(layer, W.self, operands, into: hidden, tanhOutput)
  }
}

/// One timestep of a dense layer. A tile holds four outputs.
///
/// - Parameter output: y, `(outputSize)` padded, in the layer's own scale;
///   Q0.15 for sigmoid and tanh.
@inline(__always)
func denseStep<W: WeightStorage>(
  _ layer: LayerView, _: W.Type, _ operands: Operands,
  output: UnsafeMutablePointer<Int16>
) {
  switch layer.variant {
  case DenseVariant.relu:
    rows(layer, W.self, operands, into: output, relu)
  case DenseVariant.sigmoid:
    rows(layer, W.self, operands, into: output, sigmoidOutput)
  case DenseVariant.tanh:
    rows(layer, W.self, operands, into: output, tanhOutput)
  default:
    rows(layer, W.self, operands, into: output, saturate16)
  }
}

/// Applies `activation` to every row's pre-activation, four rows a tile.
@inline(__always)
private func rows<W: WeightStorage>(
  _ layer: LayerView, _: W.Type, _ operands: Operands,
  into output: UnsafeMutablePointer<Int16>,
  _ activation: (Int32) -> Int16
) {
  var tiles = TileReader(layer)
  for row in stride(from: 0, to: paddedToBlock(layer.outputSize), by: 4) {
    let v = tiles.nextQuad(W.self, operands)
    output[row] = activation(v.a)
    output[row &+ 1] = activation(v.b)
    output[row &+ 2] = activation(v.c)
    output[row &+ 3] = activation(v.d)
  }
}

@inline(__always)
private func relu(_ v: Int32) -> Int16 { saturate16(max(v, 0)) }

@inline(__always)
private func tanhOutput(_ v: Int32) -> Int16 {
  Int16(truncatingIfNeeded: tanhQ15(v))
}

@inline(__always)
private func sigmoidOutput(_ v: Int32) -> Int16 {
  Int16(truncatingIfNeeded: sigmoidQ15(v))
}
