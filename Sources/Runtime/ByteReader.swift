// Little-endian loads and the checksum. Loads by bytes: no alignment needed.

/// The UInt32 at `offset`.
@inline(__always)
func loadUInt32(_ bytes: UnsafePointer<UInt8>, _ offset: Int) -> UInt32 {
  UInt32(loadUInt16(bytes, offset))
    | UInt32(loadUInt16(bytes, offset &+ 2)) &<< 16
}

/// The UInt16 at `offset`.
@inline(__always)
func loadUInt16(_ bytes: UnsafePointer<UInt8>, _ offset: Int) -> UInt16 {
  UInt16(bytes[offset]) | UInt16(bytes[offset &+ 1]) &<< 8
}

/// The Int32 at `offset`.
@inline(__always)
func loadInt32(_ bytes: UnsafePointer<UInt8>, _ offset: Int) -> Int32 {
  Int32(bitPattern: loadUInt32(bytes, offset))
}

/// The Int16 at `offset`.
@inline(__always)
func loadInt16(_ bytes: UnsafePointer<UInt8>, _ offset: Int) -> Int16 {
  Int16(bitPattern: loadUInt16(bytes, offset))
}

/// Writes a UInt32 at `offset`.
@inline(__always)
func storeUInt32(
  _ value: UInt32, _ bytes: UnsafeMutablePointer<UInt8>, _ offset: Int
) {
  for index in 0..<4 {
    bytes[offset &+ index] = UInt8(
      truncatingIfNeeded: value &>> (8 &* UInt32(truncatingIfNeeded: index)))
  }
}
