/// The JSON header of a safetensors file.
struct Header: Codable {
  static let metadataName = "__metadata__"

  /// What the header says of a tensor; places count from the header's end.
  struct Entry: Equatable {
    var elementType: SafeTensors.ElementType
    var shape: [Int]
    var begin: Int
    var end: Int
  }

  var metadata: [String: String]
  var entries: [String: Entry] = [:]
  /// How many names the objects of the header that was read have.
  private(set) var nameCount = 0

  init(metadata: [String: String]) { self.metadata = metadata }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Name.self)
    metadata = [:]
    nameCount = container.allKeys.count
    for key in container.allKeys {
      if key.stringValue == Header.metadataName {
        metadata = try container.decode([String: String].self, forKey: key)
        nameCount += metadata.count
      } else {
        let nested = try container.nestedContainer(
          keyedBy: Name.self, forKey: key)
        nameCount += nested.allKeys.count
        entries[key.stringValue] = try Entry(nested, key.stringValue)
      }
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Name.self)
    if !metadata.isEmpty {
      try container.encode(metadata, forKey: Name(Header.metadataName))
    }
    for (name, entry) in entries {
      var nested = container.nestedContainer(
        keyedBy: Name.self, forKey: Name(name))
      try nested.encode(entry.elementType.rawValue, forKey: Name("dtype"))
      try nested.encode(entry.shape, forKey: Name("shape"))
      try nested.encode(
        [entry.begin, entry.end], forKey: Name("data_offsets"))
    }
  }

  /// Any name of an object.
  struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
  }
}

extension Header.Entry {
  init(
    _ container: KeyedDecodingContainer<Header.Name>, _ name: String
  ) throws {
    let type = try container.decode(
      String.self, forKey: Header.Name("dtype"))
    guard let elementType = SafeTensors.ElementType(rawValue: type) else {
      throw damaged(
        "tensor '\(name)' has the unknown element type '\(type)'")
    }
    let places = try container.decode(
      [Int].self, forKey: Header.Name("data_offsets"))
    guard places.count == 2 else {
      throw damaged("tensor '\(name)' needs two data_offsets")
    }
    self.init(
      elementType: elementType,
      shape: try container.decode([Int].self, forKey: Header.Name("shape")),
      begin: places[0], end: places[1])
  }
}
