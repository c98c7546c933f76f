import Foundation

/// Attributes that hold texts.
extension HDF5File {
  /// The texts of an attribute; nil when there is no such attribute.
  ///
  /// - Throws: `ImportError` when it holds something else.
  func texts(_ name: String, of path: [String]) throws -> [String]? {
    guard let header = try find(path),
      let attribute = try attributes(of: header)[name]
    else { return nil }
    return try texts(of: attribute)
  }

  /// The attributes of an object by name.
  private func attributes(of header: Int) throws -> [String: HDF5Attribute] {
    if let known = attributes[header] { return known }
    let list = try (messages(of: header)[.attribute] ?? [])
      .map(HDF5Attribute.init)
    let named = Dictionary(
      list.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    attributes[header] = named
    return named
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
      try spend(16 * attribute.count)
      return try attribute.elements(size).map(Self.text)
    case .variable:
      return try attribute.elements(16).map { element in
        let place = ByteRange(element, name: "the file of the weights")
        let size = try place.integer(0, size: 4)
        try spend(size)
        return Self.text(
          try heap.object(
            try place.integer(12, size: 4), at: try place.integer(4, size: 8),
            size: size))
      }
    case .other: throw bytes.damage
    }
  }

  /// A text, which zeros may follow.
  private static func text(_ data: Data) -> String {
    String(decoding: data.prefix { $0 != 0 }, as: UTF8.self)
  }
}
