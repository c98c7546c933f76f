/// An affine map that waits for the layers after it, which fold it.
struct WaitingMap {
  var affine: FeatureAffine
  /// What it is called.
  var name: String
}

/// Affine maps, which go into the weights of the layers beside them.
extension LayerGraph {
  /// Adds an affine map: to the linear layer whose whole output it takes, which
  /// is added anew, or for the layers after it.
  ///
  /// - Returns: What it gives, in the order of the wires.
  mutating func map(
    _ wires: [Wire], by affine: FeatureAffine, named name: String
  ) -> [Wire] {
    guard affine != .identity(wires.count) else { return wires }
    let order = wires.indices.sorted { wires[$0] < wires[$1] }
    if let last = whole(wires), let layer = last.layer.giving(affine[order]) {
      let values = add(layer, to: last.operands[0])
      return wires.map { values[$0.index] }
    }
    let first = unmapped(wires)
    let whole = first?.map.affine.followed(by: affine) ?? affine
    // In the order in which layers give the values, as their layers take them.
    let operand = first?.wires ?? wires
    let places = operand.givenOrder
    let values = add(
      WaitingMap(affine: whole[places], name: name),
      to: places.map { operand[$0] })
    var result = values
    for (value, place) in zip(values, places) { result[place] = value }
    return result
  }

  /// What values are before the maps that wait; nil where none does.
  func unmapped(_ wires: [Wire]) -> (wires: [Wire], map: WaitingMap)? {
    var sources = wires
    var affine = FeatureAffine.identity(wires.count)
    var name: String?
    for (place, wire) in wires.enumerated() {
      guard case .layer(let index) = wire.source, let map = nodes[index].map
      else { continue }
      sources[place] = nodes[index].operands[0][wire.index]
      affine.scales[place] = map.affine.scales[wire.index]
      affine.shifts[place] = map.affine.shifts[wire.index]
      name = map.name
    }
    return name.map { (sources, WaitingMap(affine: affine, name: $0)) }
  }

  /// A node with the maps of what it takes in its weights, where it has some.
  func folded(_ node: Node) -> Node {
    var node = node
    for (place, operand) in node.operands.enumerated() {
      guard let (wires, map) = unmapped(operand),
        let layer = node.layer.taking(map.affine)
      else { continue }
      node.layer = layer
      node.operands[place] = wires
    }
    return node
  }
}
