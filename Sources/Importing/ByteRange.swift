import Foundation

/// Bytes of a file with checked little-endian reads.
struct ByteRange {
  private let data: Data
  private let name: String

  /// The number of bytes.
  var count: Int { data.count }

  /// - Parameter name: How messages call the bytes.
  init(_ data: Data, name: String) {
    self.data = Data(data)
    self.name = name
  }

  /// The error of bytes that are not what they should be.
  var damage: ImportError {
    ImportError("\(name) is damaged or cut short; save the model again")
  }

  /// Some of the bytes.
  ///
  /// - Throws: `ImportError` when they lie outside.
  func data(_ offset: Int, size: Int) throws -> Data {
    guard offset >= 0, size >= 0, offset <= count, size <= count - offset
    else { throw damage }
    return Data(data[offset..<offset + size])
  }

  /// An unsigned integer of up to 8 bytes.
  ///
  /// - Throws: `ImportError` when it lies outside or does not fit an `Int`.
  func integer(_ offset: Int, size: Int) throws -> Int {
    guard offset >= 0, offset <= count, size <= count - offset else {
      throw damage
    }
    var value: UInt64 = 0
    for index in (0..<size).reversed() {
      value = value << 8 | UInt64(data[offset + index])
    }
    guard let integer = Int(exactly: value) else { throw damage }
    return integer
  }
}
