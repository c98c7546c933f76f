import Foundation

/// The datasets of an HDF5 file as h5py writes it by default: superblock 0,
/// groups in symbol tables, contiguous datasets (The HDF Group, "HDF5 File
/// Format Specification", version 1.1).
///
/// Nothing is followed but the path that is asked for, and every read is
/// checked.
struct HDF5File {
  private let bytes: ByteRange
  private let root: Int

  /// Reads the superblock.
  ///
  /// - Throws: `ImportError` when the file is of another kind.
  init(_ data: Data) throws {
    bytes = ByteRange(data, name: "the file of the weights")
    guard
      try bytes.data(0, size: 8)
        == Data([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A])
    else { throw bytes.damage }
    guard try bytes.integer(8, size: 1) == 0,
      try bytes.integer(13, size: 2) == 0x0808,
      try bytes.integer(24, size: 8) == 0
    else {
      throw ImportError(
        "the file of the weights is of another version of HDF5; save the model "
          + "with Keras 3")
    }
    root = try bytes.integer(64, size: 8)
  }

  /// The names in a group; nil when there is no such group.
  ///
  /// - Throws: `ImportError` when the file is damaged.
  func names(in path: [String]) throws -> [String]? {
    guard let header = try find(path) else { return nil }
    return try children(of: header)?.keys.sorted()
  }

  /// A dataset of floats; nil when there is none of the path.
  ///
  /// - Throws: `ImportError` when it is of a kind that is not read.
  func dataset(_ path: [String]) throws -> (shape: [Int], values: [Float])? {
    guard let header = try find(path) else { return nil }
    let messages = try messages(of: header)
    guard let space = messages[.dataspace], let type = messages[.datatype],
      let layout = messages[.layout], messages[.filters] == nil
    else { throw unsupported(path) }
    let shape = try shape(space, path)
    let elementType = try elementType(type, path)
    let count = ConstantTensor.count(shape)
    guard let count,
      let data = try contiguous(layout, size: count * elementType.size),
      let values = SafeTensors.floats(data, elementType)
    else { throw unsupported(path) }
    return (shape, values)
  }

  private func unsupported(_ path: [String]) -> ImportError {
    ImportError(
      "dataset '\(path.joined(separator: "/"))' is no plain array of floats; "
        + "save the model with Keras 3 in float32")
  }

  private func find(_ path: [String]) throws -> Int? {
    var header = root
    for name in path {
      guard let child = try children(of: header)?[name] else { return nil }
      header = child
    }
    return header
  }
}

/// Datasets.
extension HDF5File {
  /// The kinds of header messages that are read.
  private enum Kind: Int {
    case dataspace = 0x01
    case datatype = 0x03
    case layout = 0x08
    case filters = 0x0B
    case continuation = 0x10
    case symbolTable = 0x11
  }

  /// The most messages and entries that are read of an object.
  private static let limit = 10_000

  /// The messages of an object's header, version 1, of each kind the first.
  private func messages(of header: Int) throws -> [Kind: ByteRange] {
    guard try bytes.integer(header, size: 1) == 1 else { throw bytes.damage }
    var blocks = [(header + 16, try bytes.integer(header + 8, size: 4))]
    var messages: [Kind: ByteRange] = [:]
    var count = 0
    while let (start, size) = blocks.popLast() {
      var place = start
      while place <= start + size - 8, count < Self.limit {
        count += 1
        let kind = Kind(rawValue: try bytes.integer(place, size: 2))
        let length = try bytes.integer(place + 2, size: 2)
        if let kind {
          let body = ByteRange(
            try bytes.data(place + 8, size: length),
            name: "the file of the weights")
          if kind == .continuation {
            blocks.append(
              (try body.integer(0, size: 8), try body.integer(8, size: 4)))
          } else if messages[kind] == nil {
            messages[kind] = body
          }
        }
        place += 8 + length
      }
    }
    return messages
  }

  private func shape(_ space: ByteRange, _ path: [String]) throws -> [Int] {
    let version = try space.integer(0, size: 1)
    let rank = try space.integer(1, size: 1)
    guard version == 1 || version == 2, rank <= 8 else {
      throw unsupported(path)
    }
    let start = version == 1 ? 8 : 4
    return try (0..<rank).map { try space.integer(start + 8 * $0, size: 8) }
  }

  /// A little-endian IEEE 754 float.
  private func elementType(
    _ type: ByteRange, _ path: [String]
  ) throws -> SafeTensors.ElementType {
    let size = try type.integer(4, size: 4)
    guard try type.integer(0, size: 1) & 0xF == 1,
      try type.integer(1, size: 1) & 0x41 == 0
    else { throw unsupported(path) }
    let exponentSize = try type.integer(13, size: 1)
    switch (size, exponentSize) {
    case (2, 5): return .float16
    case (4, 8): return .float32
    case (8, 11): return .float64
    default: throw unsupported(path)
    }
  }

  /// The bytes of a dataset whose layout is version 3, contiguous; nil when
  /// it is another.
  private func contiguous(_ layout: ByteRange, size: Int) throws -> Data? {
    guard try layout.integer(0, size: 2) == 0x0103,
      try layout.integer(10, size: 8) == size
    else { return nil }
    return try bytes.data(try layout.integer(2, size: 8), size: size)
  }
}

/// Groups.
extension HDF5File {
  /// The headers of a group's members by name; nil when the object is no
  /// group.
  private func children(of header: Int) throws -> [String: Int]? {
    guard let table = try messages(of: header)[.symbolTable] else {
      return nil
    }
    let heap = try table.integer(8, size: 8)
    guard try bytes.integer(heap, size: 4) == 0x5041_4548 else {
      throw bytes.damage
    }
    let names = ByteRange(
      try bytes.data(
        try bytes.integer(heap + 24, size: 8),
        size: try bytes.integer(heap + 8, size: 8)),
      name: "the file of the weights")
    var children: [String: Int] = [:]
    var nodes = [try table.integer(0, size: 8)]
    var count = 0
    while let node = nodes.popLast() {
      count += 1
      guard count < Self.limit else { throw bytes.damage }
      if try bytes.integer(node, size: 4) == 0x4545_5254 {
        nodes += try subtrees(node)
      } else {
        count += try addSymbols(node, names, to: &children)
      }
    }
    return children
  }

  /// The children of a node of a group's B-tree.
  private func subtrees(_ node: Int) throws -> [Int] {
    guard try bytes.integer(node + 4, size: 1) == 0 else { throw bytes.damage }
    return try (0..<(try bytes.integer(node + 6, size: 2))).map {
      try bytes.integer(node + 32 + 16 * $0, size: 8)
    }
  }

  /// Adds a node's members; how many they are.
  private func addSymbols(
    _ node: Int, _ names: ByteRange, to children: inout [String: Int]
  ) throws -> Int {
    guard try bytes.integer(node, size: 4) == 0x444F_4E53 else {
      throw bytes.damage
    }
    let count = try bytes.integer(node + 6, size: 2)
    for index in 0..<count {
      let entry = node + 8 + 40 * index
      let start = try bytes.integer(entry, size: 8)
      guard start < names.count else { throw bytes.damage }
      let text = try names.data(start, size: min(256, names.count - start))
        .prefix { $0 != 0 }
      children[String(decoding: text, as: UTF8.self)] =
        try bytes.integer(entry + 8, size: 8)
    }
    return count
  }
}
