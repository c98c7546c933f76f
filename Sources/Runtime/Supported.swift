/// What the library is built for: everything, or where a device must save
/// flash one recurrent kind and linear dense layers with int8 weights. A model
/// that needs more is refused when it is opened.
enum Supported {
  #if SWIFTLET_KINDS_lstm
    @inline(__always) static var lstm: Bool { true }
    @inline(__always) static var gru: Bool { false }
    @inline(__always) static var all: Bool { false }
  #elseif SWIFTLET_KINDS_gru
    @inline(__always) static var lstm: Bool { false }
    @inline(__always) static var gru: Bool { true }
    @inline(__always) static var all: Bool { false }
  #else
    @inline(__always) static var lstm: Bool { true }
    @inline(__always) static var gru: Bool { true }
    @inline(__always) static var all: Bool { true }
  #endif

  /// Whether the library runs a layer.
  @inline(__always)
  static func contains(_ layer: LayerView) -> Bool {
    let width = layer.weightBits
    guard width == 8 || (all && width == 16) else { return false }
    if all { return true }
    return layer.kind == LayerKind.dense
      ? layer.variant == DenseVariant.linear
      : layer.kind == (lstm ? LayerKind.lstm : LayerKind.gru)
  }
}
