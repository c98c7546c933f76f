internal import CSwiftletKernels

/// CRC-32 (IEEE 802.3: polynomial 0x04C11DB7 reflected, initial value and
/// final exclusive or 0xFFFFFFFF) of `size` bytes, a nibble at a time.
///
/// The CRC of "123456789" is 0xCBF43926.
package func crc32(_ bytes: UnsafePointer<UInt8>, _ size: Int) -> UInt32 {
  ~crc32(0xFFFF_FFFF, bytes, size)
}

/// The register of a CRC-32 after `size` more bytes.
@inline(__always)
func crc32(
  _ register: UInt32, _ bytes: UnsafePointer<UInt8>, _ size: Int
) -> UInt32 {
  let table = swiftlet_crc_table()
  var crc = register
  for index in 0..<size {
    crc ^= UInt32(bytes[index])
    crc = (crc &>> 4) ^ table[Int(crc & 15)]
    crc = (crc &>> 4) ^ table[Int(crc & 15)]
  }
  return crc
}
