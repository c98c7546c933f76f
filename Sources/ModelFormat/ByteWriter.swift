/// Bytes in the making, little-endian.
struct ByteWriter {
  private(set) var bytes: [UInt8]

  /// Begins with a number of zeros.
  init(zeros count: Int = 0) { bytes = Array(repeating: 0, count: count) }

  mutating func append<Value: FixedWidthInteger>(_ value: Value) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func append(_ writer: ByteWriter) {
    bytes.append(contentsOf: writer.bytes)
  }

  /// A string's UTF-8 and a zero byte.
  mutating func append(terminated string: String) {
    bytes.append(contentsOf: string.utf8)
    bytes.append(0)
  }

  /// Zeros up to the next multiple of `alignment`.
  mutating func align(to alignment: Int) {
    while bytes.count % alignment != 0 { bytes.append(0) }
  }

  /// Replaces the bytes at `offset`.
  mutating func store<Value: FixedWidthInteger>(_ value: Value, at offset: Int)
  {
    withUnsafeBytes(of: value.littleEndian) {
      bytes.replaceSubrange(offset..<offset + $0.count, with: $0)
    }
  }
}
