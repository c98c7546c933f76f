/// How a layer's weights lie in a file (FORMAT.md, "Weights"). What a step gives
/// does not depend on it; not every core runs every layout.
public enum WeightLayout: String, Sendable, CaseIterable {
  /// Blocks of 4 columns, of 8 for int4: every core's.
  case narrow
  /// int8 in blocks of 16 columns, for cores with vectors of 16 bytes.
  case wide
  /// int8 in panels of 16 units, for the vectors of hosts.
  case panels

  /// What a report calls it.
  public var title: String {
    switch self {
    case .narrow: "blocks of 4 columns"
    case .wide: "blocks of 16 columns"
    case .panels: "panels of 16 units"
    }
  }
}

extension QuantizedLayer {
  /// The layouts that the layer's weights can have.
  public var layouts: [WeightLayout] {
    guard weightBits == 8, kind != .embedding else { return [.narrow] }
    return kind == .gruResetBefore
      ? [.narrow, .wide] : WeightLayout.allCases
  }

  /// Columns of a block of weights.
  public var blockWidth: Int {
    weightBits == 4 ? 8 : layout == .wide ? 16 : 4
  }
}

extension QuantizedNetwork {
  /// Lays the weights out; those of layers that cannot have the layout become
  /// narrow.
  public mutating func setLayout(_ layout: WeightLayout) {
    for index in layers.indices {
      layers[index].layout =
        layers[index].layouts.contains(layout) ? layout : .narrow
    }
  }
}

extension QuantizedModel {
  /// The layout that makes demands on a core, if a layer has one; nil where no
  /// layer could have another than it has.
  public var layout: WeightLayout? {
    let layers = layers.filter { $0.weightBits == 8 && $0.kind != .embedding }
    return layers.first { $0.layout != .narrow }?.layout
      ?? layers.first?.layout
  }
}
