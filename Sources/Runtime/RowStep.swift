package import CSwiftletKernels

/// One timestep of a simple recurrent or a dense layer: the activation of
/// every row. A tile holds four units.
///
/// - Parameters:
///   - activation: The layer's.
///   - output: h, updated in place, or y, `(unitCount)` padded; Q0.15 from
///     tanh and sigmoid, else in the layer's own scale.
///   - unitCount: The units from the reader's next one on.
@inline(never)
func rowStep(
  _ tiles: inout TileReader, _ activation: RowActivation,
  output: UnsafeMutablePointer<Int16>, _ unitCount: Int
) {
  let function = activation.function
  var output = output
  let end = output + paddedToFour(unitCount)
  while output != end {
    let v = tiles.nextQuad()
    output[0] = function(v.a)
    output[1] = function(v.b)
    output[2] = function(v.c)
    output[3] = function(v.d)
    output += 4
  }
}

extension LayerView {
  /// What the layer makes of a row's pre-activation; of a gated one what
  /// becomes its candidate.
  @inline(__always)
  package var activation: RowActivation {
    switch kind {
    case .dense, .conv1D: denseActivation
    case .embedding, .gru, .lstm, .pointwise, .history, .layerNorm: .tanh
    case .simpleRNN: simpleRNNActivation
    }
  }

  /// The activation of a simple recurrent layer.
  @inline(__always) var simpleRNNActivation: RowActivation {
    if variant == SimpleRNNVariant.tanh.rawValue { return .tanh }
    return variant == SimpleRNNVariant.relu.rawValue ? .relu : .linear
  }
}

extension RowActivation {
  /// The function itself, chosen by twos: a table of all four would hold
  /// addresses, which a loader would have to fill in.
  @inline(__always)
  var function: (Int32) -> Int16 {
    guard Supported.all else { return { saturate16($0) } }
    if isBounded {
      return self == .sigmoid
        ? { Int16(truncatingIfNeeded: $0.sigmoidQ15) }
        : { Int16(truncatingIfNeeded: $0.tanhQ15) }
    }
    return self == .relu
      ? { Int16(truncatingIfNeeded: Core.clamp($0, to: 32767)) }
      : { saturate16($0) }
  }

  /// Whether values are within -1 and 1.
  @inline(__always)
  private var isBounded: Bool { rawValue >= RowActivation.sigmoid.rawValue }
}

@inline(__always)
private func saturate16(_ v: Int32) -> Int16 {
  Int16(truncatingIfNeeded: v.saturated(bits: 16))
}
