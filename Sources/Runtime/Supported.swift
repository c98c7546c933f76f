/// What the library is built for: everything, or where a device must save
/// flash one recurrent kind and linear dense layers, with int8 weights and
/// activations of one width. A model that needs more is refused when it is
/// opened.
enum Supported {
  #if SWIFTLET_KINDS_lstm || SWIFTLET_KINDS_lstm8
    @inline(__always) static var lstm: Bool { true }
    @inline(__always) static var gru: Bool { false }
    @inline(__always) static var all: Bool { false }
  #elseif SWIFTLET_KINDS_gru || SWIFTLET_KINDS_gru8
    @inline(__always) static var lstm: Bool { false }
    @inline(__always) static var gru: Bool { true }
    @inline(__always) static var all: Bool { false }
  #else
    @inline(__always) static var lstm: Bool { true }
    @inline(__always) static var gru: Bool { true }
    @inline(__always) static var all: Bool { true }
  #endif

  /// Whether the library takes activations of these widths.
  #if SWIFTLET_KINDS_lstm || SWIFTLET_KINDS_gru
    @inline(__always) static var activations8: Bool { false }
    @inline(__always) static var activations16: Bool { true }
  #elseif SWIFTLET_KINDS_lstm8 || SWIFTLET_KINDS_gru8
    @inline(__always) static var activations8: Bool { true }
    @inline(__always) static var activations16: Bool { false }
  #else
    @inline(__always) static var activations8: Bool { true }
    @inline(__always) static var activations16: Bool { true }
  #endif

  /// Whether the library runs int8 weights in blocks of 16 columns: hosts do,
  /// and cores with vectors of 16 bytes.
  #if SWIFTLET_NARROW_BLOCKS
    @inline(__always) static var wideBlocks: Bool { false }
  #elseif SWIFTLET_HELIUM
    @inline(__always) static var wideBlocks: Bool { true }
  #else
    @inline(__always) static var wideBlocks: Bool { all }
  #endif

  /// Whether the library runs panels, which are for the vectors of hosts.
  #if SWIFTLET_NARROW_BLOCKS || SWIFTLET_HELIUM
    @inline(__always) static var panels: Bool { false }
  #else
    @inline(__always) static var panels: Bool { all }
  #endif

  /// Whether the library takes activations of a width, 8 or 16.
  @inline(__always)
  static func contains(activationBits: Int) -> Bool {
    activationBits == 8 ? activations8 : activations16
  }

  /// Whether the library runs a layer.
  @inline(__always)
  static func contains(_ layer: LayerView) -> Bool {
    if all { return knowsFormat(of: layer) }
    guard layer.weightBits == 8, knowsFormat(of: layer) else { return false }
    return layer.kind == LayerKind.dense
      ? layer.variant == DenseVariant.linear
      : layer.kind == (lstm ? LayerKind.lstm : LayerKind.gru)
  }

  /// Whether the library reads weights that are stored as the layer's.
  @inline(__always)
  private static func knowsFormat(of layer: LayerView) -> Bool {
    let isEmbedding = layer.kind == LayerKind.embedding
    if panels && layer.storage == LayerEntry.panels {
      return layer.weightBits == 8 && layer.blockWidth == 4 && !isEmbedding
        && !layer.shape.isResetBefore
    }
    let storesAll = layer.storage == LayerEntry.allBlocks
    switch (layer.weightBits, layer.blockWidth) {
    case (4, 8): return storesAll && !isEmbedding
    case (8, 4):
      return storesAll
        || (layer.storage == LayerEntry.keptBlocks && !isEmbedding)
    case (8, 16): return wideBlocks && storesAll && !isEmbedding
    case (16, 4): return storesAll
    default: return false
    }
  }
}
