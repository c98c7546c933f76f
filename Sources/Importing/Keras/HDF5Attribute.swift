import Foundation

/// An attribute of an object, version 1 to 3.
struct HDF5Attribute {
  /// What the elements are.
  enum Kind {
    /// Texts of a number of bytes.
    case fixed(Int)
    /// Texts in a global heap.
    case variable
    case other
  }

  let name: String
  let kind: Kind
  /// How many elements there are.
  let count: Int
  private let message: ByteRange
  private let start: Int

  /// Reads an attribute message.
  ///
  /// - Throws: `ImportError` when it is damaged.
  init(_ message: ByteRange) throws {
    let version = try message.integer(0, size: 1)
    guard 1...3 ~= version else { throw message.damage }
    let sizes = try [2, 4, 6].map { try message.integer($0, size: 2) }
    var place = version == 3 ? 9 : 8
    let parts = try sizes.map { size in
      defer { place += version == 1 ? (size + 7) / 8 * 8 : size }
      return ByteRange(
        try message.data(place, size: size), name: "the file of the weights")
    }
    self.message = message
    start = place
    name = String(
      decoding: try parts[0].data(0, size: sizes[0]).prefix { $0 != 0 },
      as: UTF8.self)
    kind = try Self.kind(parts[1])
    count = try Self.count(parts[2])
  }

  /// The elements, of some bytes each.
  ///
  /// - Throws: `ImportError` when they are not there.
  func elements(_ size: Int) throws -> [Data] {
    guard size > 0, count <= HDF5File.limit else { throw message.damage }
    return try (0..<count).map {
      try message.data(start + $0 * size, size: size)
    }
  }

  private static func kind(_ type: ByteRange) throws -> Kind {
    switch try type.integer(0, size: 1) & 0xF {
    case 3: .fixed(try type.integer(4, size: 4))
    case 9 where try type.integer(1, size: 1) & 0xF == 1: .variable
    default: .other
    }
  }

  private static func count(_ space: ByteRange) throws -> Int {
    let version = try space.integer(0, size: 1)
    let rank = try space.integer(1, size: 1)
    guard rank <= 8 else { throw space.damage }
    let shape = try (0..<rank).map {
      try space.integer((version == 1 ? 8 : 4) + 8 * $0, size: 8)
    }
    guard let count = ConstantTensor.count(shape) else { throw space.damage }
    return count
  }
}
