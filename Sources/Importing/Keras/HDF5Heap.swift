import Foundation

/// The objects of global heaps, each of which is read once.
struct HDF5Heap {
  private let bytes: ByteRange
  private var collections: [Int: [Int: Data]] = [:]
  private var objectCount = 0

  init(_ bytes: ByteRange) { self.bytes = bytes }

  /// The first bytes of an object of the collection at an address.
  ///
  /// - Throws: `ImportError` when there is none.
  mutating func object(
    _ index: Int, at address: Int, size: Int
  ) throws -> Data {
    let objects = try collections[address] ?? collection(at: address)
    collections[address] = objects
    guard let object = objects[index], size <= object.count else {
      throw bytes.damage
    }
    return object.prefix(size)
  }

  private mutating func collection(at address: Int) throws -> [Int: Data] {
    guard collections.count < 64,
      try bytes.integer(address, size: 4) == 0x4C4F_4347
    else { throw bytes.damage }
    let whole = ByteRange(
      try bytes.data(address, size: try bytes.integer(address + 8, size: 8)),
      name: "the file of the weights")
    var objects: [Int: Data] = [:]
    var place = 16
    while place <= whole.count - 16 {
      let index = try whole.integer(place, size: 2)
      if index == 0 { break }
      objectCount += 1
      guard objectCount <= HDF5File.limit else { throw bytes.damage }
      let size = try whole.integer(place + 8, size: 8)
      objects[index] = try whole.data(place + 16, size: size)
      place += 16 + (size + 7) / 8 * 8
    }
    return objects
  }
}
