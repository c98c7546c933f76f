internal import CSwiftlet

extension swiftlet_check {
  /// Goes on over up to `count` bytes of a model's payload. A pass begins with
  /// the header, which says how many there are: nothing that changes in it
  /// later leads beyond them.
  mutating func advance(
    over count: Int, of model: ModelView
  ) -> swiftlet_status {
    if left == 0 {
      guard
        crc32(model.bytes, Header.checksumOffset) == model.headerChecksum
      else { return SWIFTLET_CORRUPT }
      next = model.bytes + Header.size
      left = UInt32(truncatingIfNeeded: model.fileSize &- Header.size)
      checksum = 0xFFFF_FFFF
      expected = model.payloadChecksum
    }
    let taken = min(count, Int(truncatingIfNeeded: left))
    checksum = crc32(checksum, next, taken)
    next += taken
    left &-= UInt32(truncatingIfNeeded: taken)
    guard left == 0 else { return SWIFTLET_UNFINISHED }
    return ~checksum == expected ? SWIFTLET_OK : SWIFTLET_CORRUPT
  }
}
