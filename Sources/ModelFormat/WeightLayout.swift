public import SwiftletRuntime

/// How a layer's weights lie in a file (FORMAT.md, "Weights"). What a step gives
/// does not depend on it; not every core runs every layout.
public enum WeightLayout: String, Sendable, CaseIterable {
  /// Blocks of 4 columns, of 8 for int4: every core's.
  case narrow
  /// int8 in blocks of 16 columns, for cores with vectors of 16 bytes.
  case wide
  /// int8 or int16 in panels of 16 units, for the vectors of hosts.
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

extension WeightLayout {
  /// Whether a core whose kernels are made for the layout runs another one.
  public func runs(_ other: WeightLayout) -> Bool {
    other == .narrow || other == self || self == .panels
  }

  /// Columns of a block of weights.
  func blockWidth(weightBits: Int) -> Int {
    weightBits == 4 ? 8 : self == .wide ? 16 : 4
  }
}

extension QuantizedLayer.Kind {
  /// The layouts that weights of a layer of the kind can have. Steps with other
  /// activations than tanh and sigmoid know the narrow one alone.
  public func layouts(
    weightBits: Int, activations: GateActivations = .standard
  ) -> [WeightLayout] {
    guard
      self != .embedding, self != .layerNorm, !isKept,
      activations == .standard, weightBits != 4
    else { return [.narrow] }
    let wide: [WeightLayout] = weightBits == 8 ? [.wide] : []
    return [.narrow] + wide + [.panels]
  }
}

extension QuantizedLayer {
  /// The layouts that the layer's weights can have.
  public var layouts: [WeightLayout] {
    kind.layouts(weightBits: weightBits, activations: activations)
  }

  /// Columns of a block of weights.
  public var blockWidth: Int { layout.blockWidth(weightBits: weightBits) }

  /// Lays the weights out, narrow where they cannot have the layout.
  public mutating func setLayout(_ layout: WeightLayout) {
    self.layout = layouts.contains(layout) ? layout : .narrow
  }
}

extension QuantizedNetwork {
  /// Lays the weights out; those of layers that cannot have the layout become
  /// narrow.
  public mutating func setLayout(_ layout: WeightLayout) {
    for index in layers.indices { layers[index].setLayout(layout) }
  }
}

extension QuantizedModel {
  /// The layout that makes demands on a core, if a layer has one; nil where no
  /// layer could have another than it has.
  public var layout: WeightLayout? {
    let layouts = layers.filter {
      $0.kind.layouts(
        weightBits: $0.weightBits, activations: $0.activations
      ).count > 1
    }.map(\.layout)
    return layouts.first { $0 != .narrow } ?? layouts.first
  }
}
