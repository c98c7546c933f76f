/// An array of a Keras layer.
struct KerasArray {
  var shape: [Int]
  var values: [Float]
}

/// The weights of a Keras model's layers.
struct KerasWeights {
  /// How the file names them.
  enum Naming {
    /// `model.weights.h5`: groups that count layers of a class, and in them
    /// `vars/0`, `vars/1`, ….
    case numbers
    /// A whole model in HDF5: groups of the names of the outermost layers,
    /// whose attribute `weight_names` leads to the arrays.
    case names
  }

  private let file: HDF5File
  private let naming: Naming

  init(_ file: HDF5File, _ naming: Naming) {
    self.file = file
    self.naming = naming
  }

  /// A layer's arrays, which must be all that it has.
  ///
  /// - Parameters:
  ///   - roles: Keras's names of them, in the order of its `weights`.
  ///   - group: The part of the layer that holds them, where they are counted.
  ///   - others: Those after them that are not read.
  ///   - place: Where they begin in the group of the outermost layer, where
  ///     the file does not name the part that holds them.
  /// - Throws: `ImportError` when there are others, or they are no arrays.
  func arrays(
    _ layer: KerasLayer, _ roles: [String], within group: [String] = [],
    beside others: [String] = [], from place: Int = 0
  ) throws -> [KerasArray] {
    let (found, wanted) =
      switch naming {
      case .numbers: try numbered(layer, group, (roles + others).count)
      case .names:
        (try named(layer) ?? placed(layer, roles, place), roles + others)
      }
    guard Set(found.keys) == Set(wanted) else {
      throw layer.error(
        "its weights are [\(found.keys.sorted().joined(separator: ", "))], not "
          + "[\(wanted.sorted().joined(separator: ", "))]; save the model "
          + "again")
    }
    return try wanted.prefix(roles.count).map { name in
      guard let path = found[name], let array = try file.dataset(path) else {
        throw layer.error("its weight \(name) is no array; save again")
      }
      return KerasArray(shape: array.shape, values: array.values)
    }
  }

  /// The paths of counted arrays, and the names that they should have.
  private func numbered(
    _ layer: KerasLayer, _ group: [String], _ count: Int
  ) throws -> ([String: [String]], [String]) {
    let path = try stored(layer.path) + group + ["vars"]
    let found = try file.names(in: path) ?? []
    return (
      Dictionary(uniqueKeysWithValues: found.map { ($0, path + [$0]) }),
      (0..<count).map(String.init)
    )
  }

  /// The path of a layer's group. Before Keras 2.15 another container holds it,
  /// and layers with weights are counted twice: the groups of a class are in
  /// the order of its layers.
  private func stored(_ path: [String]) throws -> [String] {
    let container = "_layer_checkpoint_dependencies"
    guard path.count > 1, path[0] == "layers",
      try file.names(in: [container]) != nil
    else { return path }
    var stored: [String] = []
    for part in path {
      let groups = stored.last == container ? try file.names(in: stored) : nil
      stored.append(
        part == "layers"
          ? container : groups.flatMap { Self.group(part, in: $0) } ?? part)
    }
    return stored
  }

  /// The group of `lstm_1`, the second layer of a class.
  private static func group(_ name: String, in groups: [String]) -> String? {
    let end = name.last?.isNumber == true ? name.lastIndex(of: "_") : nil
    let stem = name[..<(end ?? name.endIndex)]
    let index = Int(name.dropFirst(stem.count + 1)) ?? 0
    let own = groups.compactMap { group -> (Int, String)? in
      if group == stem { return (0, group) }
      guard group.hasPrefix(stem + "_") else { return nil }
      return Int(group.dropFirst(stem.count + 1)).map { ($0, group) }
    }.sorted { $0.0 < $1.0 }
    return own.indices.contains(index) ? own[index].1 : nil
  }

  /// The paths of an outermost layer's arrays by their roles: the last parts
  /// of their names, such as `kernel` of `lstm/lstm_cell/kernel:0`. Of a layer
  /// within a model, those that have its name among the parts; nil where a
  /// cell's name is in none.
  private func named(_ layer: KerasLayer) throws -> [String: [String]]? {
    let names = layer.ownerNames
    let group = ["model_weights", names[0]]
    var paths: [String: [String]] = [:]
    for name in try file.splitTexts("weight_names", of: group) ?? [] {
      let parts = name.split(separator: "/").map(String.init)
      guard names.count == 1 || parts.contains(names[names.count - 1]),
        let role = parts.last?.prefix(while: { $0 != ":" })
      else { continue }
      guard paths.updateValue(group + parts, forKey: String(role)) == nil else {
        throw layer.error(
          "several weights are called '\(role)'; give the layers of all "
            + "models within the model names of their own, and save again")
      }
    }
    return paths.isEmpty && layer.isCell ? nil : paths
  }

  /// The paths of the arrays of a cell by their place: before Keras 2.3 names
  /// such as `rnn/kernel_1:0` do not say the cell's.
  private func placed(
    _ layer: KerasLayer, _ roles: [String], _ place: Int
  ) throws -> [String: [String]] {
    let group = ["model_weights", layer.ownerNames[0]]
    let names = try file.splitTexts("weight_names", of: group) ?? []
    guard layer.ownerNames.count == 2, names.count - place >= roles.count else {
      return [:]
    }
    var paths: [String: [String]] = [:]
    for (role, name) in zip(roles, names[place...]) {
      let parts = name.split(separator: "/").map(String.init)
      if parts.last?.hasPrefix(role) == true { paths[role] = group + parts }
    }
    return paths
  }
}
