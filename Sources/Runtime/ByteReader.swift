// Little-endian loads at an offset from a model's beginning, or from one of its
// entries: both multiples of 4, so that small cores, which cannot load from
// other addresses, need one instruction.

/// The UInt32 at `offset`, a multiple of 4.
@inline(__always)
func loadUInt32(_ bytes: UnsafePointer<UInt8>, _ offset: Int) -> UInt32 {
  UnsafeRawPointer(bytes).load(fromByteOffset: offset, as: UInt32.self)
}

/// The UInt16 at `offset`, a multiple of 2.
@inline(__always)
func loadUInt16(_ bytes: UnsafePointer<UInt8>, _ offset: Int) -> UInt16 {
  UnsafeRawPointer(bytes).load(fromByteOffset: offset, as: UInt16.self)
}

/// The Int32 at `offset`, a multiple of 4.
@inline(__always)
func loadInt32(_ bytes: UnsafePointer<UInt8>, _ offset: Int) -> Int32 {
  Int32(bitPattern: loadUInt32(bytes, offset))
}

/// The UInt32 at any offset.
func loadUnaligned(_ bytes: UnsafePointer<UInt8>, _ offset: Int) -> UInt32 {
  UnsafeRawPointer(bytes).loadUnaligned(fromByteOffset: offset, as: UInt32.self)
}

/// Writes a UInt32 at any offset.
func storeUnaligned(
  _ value: UInt32, _ bytes: UnsafeMutablePointer<UInt8>, _ offset: Int
) {
  UnsafeMutableRawPointer(bytes).storeBytes(
    of: value, toByteOffset: offset, as: UInt32.self)
}
