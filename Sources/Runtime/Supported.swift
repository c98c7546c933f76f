internal import CSwiftletKernels

/// What the library is built for: everything, or where a device must save
/// flash one recurrent kind and linear dense layers, with int8 weights and
/// activations of one width. A model that needs more is refused when it is
/// opened.
enum Supported {
  #if SWIFTLET_KINDS_lstm
    @inline(__always) private static var library: Library { .lstm16 }
  #elseif SWIFTLET_KINDS_lstm8
    @inline(__always) private static var library: Library { .lstm8 }
  #elseif SWIFTLET_KINDS_gru
    @inline(__always) private static var library: Library { .gru16 }
  #elseif SWIFTLET_KINDS_gru8
    @inline(__always) private static var library: Library { .gru8 }
  #else
    @inline(__always) private static var library: Library { .full }
  #endif

  private enum Library { case full, lstm16, lstm8, gru16, gru8 }

  /// Whether the library runs every layer.
  @inline(__always) static var all: Bool { library == .full }

  /// Whether the library runs layers of these kinds.
  @inline(__always) static var lstm: Bool {
    all || library == .lstm16 || library == .lstm8
  }
  @inline(__always) static var gru: Bool {
    all || library == .gru16 || library == .gru8
  }

  /// Whether the library takes activations of these widths.
  @inline(__always) static var activations8: Bool {
    all || library == .lstm8 || library == .gru8
  }
  @inline(__always) static var activations16: Bool {
    all || library == .lstm16 || library == .gru16
  }

  /// Whether the library takes activations of a width, 8 or 16.
  @inline(__always)
  static func contains(activationBits: Int) -> Bool {
    activationBits == 8 ? activations8 : activations16
  }

  /// A kind of a layer that the library runs, of which the compiler then knows
  /// that it is one.
  @inline(__always)
  static func known(_ kind: LayerKind) -> LayerKind {
    if all { return kind }
    if kind == .dense { return .dense }
    return lstm ? .lstm : .gru
  }

  /// Whether the library runs a layer.
  @inline(__always)
  static func contains(_ layer: LayerView) -> Bool {
    if all { return knowsFormat(of: layer) }
    guard layer.weightBits == 8, knowsFormat(of: layer) else { return false }
    let kind = layer.kindCode
    return kind == LayerKind.dense.rawValue
      ? layer.variant == RowActivation.linear.rawValue
      : kind == (lstm ? LayerKind.lstm : LayerKind.gru).rawValue
  }

  /// Whether the library reads weights that are stored as the layer's.
  @inline(__always)
  private static func knowsFormat(of layer: LayerView) -> Bool {
    let isEmbedding = layer.kindCode == LayerKind.embedding.rawValue
    if Core.runsPanels && layer.shape.isPanelled {
      let isWide = layer.weightBits == 16 && layer.hasStorage(.panels)
      let isNorm = layer.kindCode == LayerKind.layerNorm.rawValue
      return (layer.weightBits == 8 || isWide) && layer.blockWidth == 4
        && !isEmbedding && !isNorm && !layer.shape.isKept
        && !layer.hasOtherActivations
    }
    let storesAll = layer.hasStorage(.allBlocks)
    switch (layer.weightBits, layer.blockWidth) {
    case (4, 8): return storesAll && !isEmbedding
    case (8, 4):
      return storesAll
        || (layer.hasStorage(.keptBlocks) && !isEmbedding)
    case (8, 16):
      return Core.runsWideBlocks && storesAll && !isEmbedding
        && !layer.hasOtherActivations
    case (16, 4): return storesAll
    default: return false
    }
  }
}
