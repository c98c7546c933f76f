import Foundation

/// Attributes that hold texts.
extension HDF5File {
  /// The texts of an attribute; nil when there is no such attribute.
  ///
  /// - Throws: `ImportError` when it holds something else.
  func texts(_ name: String, of path: [String]) throws -> [String]? {
    guard let header = try find(path) else { return nil }
    for message in try messages(of: header)[.attribute] ?? [] {
      let attribute = try HDF5Attribute(message)
      if attribute.name == name { return try texts(of: attribute) }
    }
    return nil
  }

  /// The texts of an attribute that Keras splits where it is long: `name0`,
  /// `name1`, …
  func splitTexts(_ name: String, of path: [String]) throws -> [String]? {
    if let whole = try texts(name, of: path) { return whole }
    var all: [String] = []
    for part in 0..<Self.limit {
      guard let texts = try texts("\(name)\(part)", of: path) else { break }
      all += texts
    }
    return all.isEmpty ? nil : all
  }

  private func texts(of attribute: HDF5Attribute) throws -> [String] {
    if attribute.count == 0 { return [] }
    switch attribute.kind {
    case .fixed(let size):
      return try attribute.elements(size).map(Self.text)
    case .variable:
      var heap = HDF5Heap(bytes)
      return try attribute.elements(16).map { element in
        let place = ByteRange(element, name: "the file of the weights")
        return Self.text(
          try heap.object(
            try place.integer(12, size: 4), at: try place.integer(4, size: 8),
            size: try place.integer(0, size: 4)))
      }
    case .other: throw bytes.damage
    }
  }

  /// A text, which zeros may follow.
  private static func text(_ data: Data) -> String {
    String(decoding: data.prefix { $0 != 0 }, as: UTF8.self)
  }
}
