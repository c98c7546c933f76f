extension QuantizedNetwork {
  /// Lays int8 weights out in blocks of `width` columns, 4 or 16, embeddings
  /// left out. What a step gives does not depend on it; not every core runs 16.
  public mutating func setInt8BlockWidth(_ width: Int) {
    for index in layers.indices
    where layers[index].weightBits == 8 && layers[index].kind != .embedding {
      layers[index].blockWidth = width
    }
  }
}

extension QuantizedModel {
  /// The columns of a block of int8 weights; nil where no layer has any.
  public var int8BlockWidth: Int? {
    layers.first { $0.weightBits == 8 && $0.kind != .embedding }?.blockWidth
  }
}
