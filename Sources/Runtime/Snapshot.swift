// A snapshot: header, then the state's bytes as they lie in the arena.
//
//     0  UInt32  "SWLS"
//     4  UInt32  the model's header checksum
//     8  UInt32  the model's payload checksum
//    12  UInt32  bytes of state
//    16  UInt32  cursor: 0, between two steps
//    20  UInt32  CRC-32 of bytes 0..<20 exclusive-or CRC-32 of the state

internal import CSwiftlet

extension Stream {
  /// Bytes of a snapshot.
  var snapshotSize: Int { SnapshotLayout.headerSize &+ model.stateSize }

  /// Writes a snapshot of `snapshotSize` bytes.
  func save(to snapshot: UnsafeMutablePointer<UInt8>) {
    let state = arena.assumingMemoryBound(to: UInt8.self)
    storeUnaligned(SnapshotLayout.magic, snapshot, 0)
    storeUnaligned(model.headerChecksum, snapshot, 4)
    storeUnaligned(model.payloadChecksum, snapshot, 8)
    storeUnaligned(UInt32(truncatingIfNeeded: model.stateSize), snapshot, 12)
    storeUnaligned(0, snapshot, 16)
    for index in 0..<model.stateSize {
      snapshot[SnapshotLayout.headerSize &+ index] = state[index]
    }
    storeUnaligned(checksum(of: UnsafePointer(snapshot)), snapshot, 20)
  }

  /// Takes the state of a snapshot over, if it is one of this model's that a
  /// step can go on from.
  func restore(
    from snapshot: UnsafePointer<UInt8>, _ size: Int
  ) -> swiftlet_status {
    guard size >= snapshotSize else { return SWIFTLET_SNAPSHOT_TRUNCATED }
    guard
      loadUnaligned(snapshot, 0) == SnapshotLayout.magic,
      loadUnaligned(snapshot, 4) == model.headerChecksum,
      loadUnaligned(snapshot, 8) == model.payloadChecksum,
      Int(truncatingIfNeeded: loadUnaligned(snapshot, 12)) == model.stateSize,
      loadUnaligned(snapshot, 16) == 0,
      loadUnaligned(snapshot, 20) == checksum(of: snapshot)
    else { return SWIFTLET_SNAPSHOT_MISMATCH }
    let saved = snapshot + SnapshotLayout.headerSize
    guard holdsKnownSymbol(saved), holdsCells(saved) else {
      return SWIFTLET_INVALID_SNAPSHOT
    }
    let state = arena.assumingMemoryBound(to: UInt8.self)
    for index in 0..<model.stateSize {
      state[index] = saved[index]
    }
    return SWIFTLET_OK
  }

  /// Whether every cell of a state lies in `-2^30 ... 2^30 - 1`, beyond which
  /// the arithmetic is not defined.
  private func holdsCells(_ state: UnsafePointer<UInt8>) -> Bool {
    var cells =
      UnsafeRawPointer(state)
      + heldInputSize(
        holdsGaps: model.hasPolicy(.hold), inputCount: model.inputCount)
    for index in 0..<model.layerCount {
      let layer = model.layer(index)
      let (cell, whole) = layer.stateSizes
      let end = cell == 0 ? 0 : 4 &* layer.outputSize
      var offset = 0
      while offset < end {
        let value = cells.loadUnaligned(
          fromByteOffset: offset, as: Int32.self)
        if value &+ 0x4000_0000 < 0 { return false }
        offset &+= 4
      }
      cells += whole
    }
    return true
  }

  /// Whether a state's held input, if it is a symbol, has a row in the table:
  /// the one number of a state that a step uses as an index.
  private func holdsKnownSymbol(_ state: UnsafePointer<UInt8>) -> Bool {
    let symbols = model.vocabularySize
    guard model.hasPolicy(.hold), symbols != 0 else { return true }
    let held = Int16(truncatingIfNeeded: loadUnaligned(state, 0))
    return 0..<symbols ~= Int(held)
  }

  private func checksum(of snapshot: UnsafePointer<UInt8>) -> UInt32 {
    crc32(snapshot, 20)
      ^ crc32(snapshot + SnapshotLayout.headerSize, model.stateSize)
  }
}
