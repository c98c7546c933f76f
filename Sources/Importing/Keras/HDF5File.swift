import Foundation

/// The datasets and the texts of an HDF5 file as h5py writes it by default:
/// superblock 0, groups in symbol tables, contiguous datasets (The HDF Group,
/// "HDF5 File Format Specification", version 1.1).
///
/// Nothing is followed but the path that is asked for, every read is checked,
/// and every object is read once. What is read in all is bounded by the file's
/// size, however often its parts refer to each other.
final class HDF5File {
  let bytes: ByteRange
  private let root: Int
  private var headers: [Int: [MessageKind: [ByteRange]]] = [:]
  private var groups: [Int: [String: Int]] = [:]
  private var names: [Int: [String]] = [:]
  /// The attributes of objects by name.
  var attributes: [Int: [String: HDF5Attribute]] = [:]
  /// The texts of any size.
  var heap: HDF5Heap
  /// How many bytes may still be read.
  private var budget: Int

  /// The most messages, entries and elements that are read of an object.
  static let limit = 10_000

  /// Reads the superblock.
  ///
  /// - Throws: `ImportError` when the file is of another kind.
  init(_ data: Data) throws {
    bytes = ByteRange(data, name: "the file of the weights")
    heap = HDF5Heap(bytes)
    budget = 16 * data.count + 1 << 24
    guard
      try bytes.data(0, size: 8)
        == Data([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A])
    else { throw bytes.damage }
    guard try bytes.integer(8, size: 1) == 0,
      try bytes.integer(13, size: 2) == 0x0808,
      try bytes.integer(24, size: 8) == 0
    else {
      throw ImportError(
        "the file of the weights is of another version of HDF5; load the "
          + "model in Keras and save it again")
    }
    guard try bytes.integer(40, size: 8) <= bytes.count else {
      throw bytes.damage
    }
    root = try bytes.integer(64, size: 8)
  }

  /// Counts bytes that are read.
  ///
  /// - Throws: `ImportError` when they are more than a file of this size needs.
  func spend(_ count: Int) throws {
    guard count <= budget else { throw bytes.damage }
    budget -= count
  }

  /// The names in a group; nil when there is no such group.
  ///
  /// - Throws: `ImportError` when the file is damaged.
  func names(in path: [String]) throws -> [String]? {
    guard let header = try find(path) else { return nil }
    if let known = names[header] { return known }
    let sorted = try children(of: header)?.keys.sorted()
    names[header] = sorted
    return sorted
  }

  /// The header of an object; nil when there is none of the path.
  func find(_ path: [String]) throws -> Int? {
    var header = root
    for name in path {
      guard let child = try children(of: header)?[name] else { return nil }
      header = child
    }
    return header
  }
}

/// Headers.
extension HDF5File {
  /// The kinds of header messages that are read.
  enum MessageKind: Int {
    case dataspace = 0x01
    case datatype = 0x03
    case layout = 0x08
    case filters = 0x0B
    case attribute = 0x0C
    case continuation = 0x10
    case symbolTable = 0x11
  }

  /// The messages of an object's header, version 1.
  func messages(of header: Int) throws -> [MessageKind: [ByteRange]] {
    if let known = headers[header] { return known }
    let messages = try readMessages(of: header)
    headers[header] = messages
    return messages
  }

  private func readMessages(
    of header: Int
  ) throws -> [MessageKind: [ByteRange]] {
    guard try bytes.integer(header, size: 1) == 1 else { throw bytes.damage }
    var blocks = [(header + 16, try bytes.integer(header + 8, size: 4))]
    var messages: [MessageKind: [ByteRange]] = [:]
    var count = 0
    while let (start, size) = blocks.popLast() {
      guard start <= bytes.count, size <= bytes.count - start else {
        throw bytes.damage
      }
      var place = start
      while place <= start + size - 8, count < Self.limit {
        count += 1
        let kind = MessageKind(rawValue: try bytes.integer(place, size: 2))
        let length = try bytes.integer(place + 2, size: 2)
        try spend(8 + length)
        if let kind {
          let body = ByteRange(
            try bytes.data(place + 8, size: length),
            name: "the file of the weights")
          if kind == .continuation {
            blocks.append(
              (try body.integer(0, size: 8), try body.integer(8, size: 4)))
          } else {
            messages[kind, default: []].append(body)
          }
        }
        place += 8 + length
      }
    }
    return messages
  }
}

/// Groups.
extension HDF5File {
  /// The headers of a group's members by name; nil when the object is no
  /// group.
  private func children(of header: Int) throws -> [String: Int]? {
    if let known = groups[header] { return known }
    let children = try readChildren(of: header)
    groups[header] = children
    return children
  }

  private func readChildren(of header: Int) throws -> [String: Int]? {
    guard let table = try messages(of: header)[.symbolTable]?.first
    else { return nil }
    let heap = try table.integer(8, size: 8)
    guard try bytes.integer(heap, size: 4) == 0x5041_4548 else {
      throw bytes.damage
    }
    let size = try bytes.integer(heap + 8, size: 8)
    try spend(size)
    let names = ByteRange(
      try bytes.data(try bytes.integer(heap + 24, size: 8), size: size),
      name: "the file of the weights")
    var children: [String: Int] = [:]
    var nodes = [try table.integer(0, size: 8)]
    var count = 0
    while let node = nodes.popLast() {
      count += 1
      guard count < Self.limit else { throw bytes.damage }
      if try bytes.integer(node, size: 4) == 0x4545_5254 {
        let subtrees = try subtrees(node)
        count += subtrees.count
        nodes += subtrees
      } else {
        count += try addSymbols(node, names, to: &children)
      }
    }
    return children
  }

  /// The children of a node of a group's B-tree.
  private func subtrees(_ node: Int) throws -> [Int] {
    guard try bytes.integer(node + 4, size: 1) == 0 else { throw bytes.damage }
    let count = try bytes.integer(node + 6, size: 2)
    try spend(16 * count)
    return try (0..<count).map {
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
    try spend(40 * count)
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
