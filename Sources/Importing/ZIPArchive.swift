import Foundation

/// The files of a ZIP archive that holds them uncompressed, as Keras and
/// PyTorch write it (PKWARE, ".ZIP File Format Specification", without Zip64).
struct ZIPArchive {
  private let bytes: ByteRange
  private let remedy: String
  private var entries: [String: Entry] = [:]

  private struct Entry {
    var offset: Int
    var size: Int
    var checksum: UInt32
    var isPlain: Bool
  }

  /// The names of the files.
  var names: some Collection<String> { entries.keys }

  /// Reads the archive's directory.
  ///
  /// - Parameter remedy: What to do where a file is missing or compressed.
  /// - Throws: `ImportError` when it is damaged or cut short, or its files are
  ///   larger together than itself.
  init(_ data: Data, remedy: String = "save the model again") throws {
    bytes = ByteRange(data, name: "the archive")
    self.remedy = remedy
    let end = try Self.endRecord(bytes)
    var place = try bytes.integer(end + 16, size: 4)
    for _ in 0..<(try bytes.integer(end + 10, size: 2)) {
      guard try bytes.integer(place, size: 4) == 0x0201_4B50 else {
        throw bytes.damage
      }
      let nameSize = try bytes.integer(place + 28, size: 2)
      let extraSize = try bytes.integer(place + 30, size: 2)
      let commentSize = try bytes.integer(place + 32, size: 2)
      let name = String(
        decoding: try bytes.data(place + 46, size: nameSize), as: UTF8.self)
      guard entries[name] == nil else { throw bytes.damage }
      entries[name] = Entry(
        offset: try bytes.integer(place + 42, size: 4),
        size: try bytes.integer(place + 24, size: 4),
        checksum: UInt32(try bytes.integer(place + 16, size: 4)),
        isPlain: try bytes.integer(place + 10, size: 2) == 0
          && bytes.integer(place + 8, size: 2) & 1 == 0)
      place += 46 + nameSize + extraSize + commentSize
    }
    // What is read in all is bounded by the file's size.
    let plain = entries.values.filter(\.isPlain).map(\.size)
    guard plain.reduce(0, +) <= bytes.count else { throw bytes.damage }
  }

  /// Whether there is a file of a name.
  func has(_ name: String) -> Bool { entries[name] != nil }

  /// Where the record at the archive's end begins; a comment may follow it.
  private static func endRecord(_ bytes: ByteRange) throws -> Int {
    let first = max(0, bytes.count - 22 - 65_535)
    guard bytes.count >= 22 else { throw bytes.damage }
    for place in (first...bytes.count - 22).reversed()
    where try bytes.integer(place, size: 4) == 0x0605_4B50 {
      return place
    }
    throw bytes.damage
  }

  /// The bytes of a file.
  ///
  /// - Throws: `ImportError` when it is missing, compressed or damaged.
  func file(_ name: String) throws -> Data {
    guard let entry = entries[name] else {
      throw ImportError("the archive has no '\(name)'; \(remedy)")
    }
    guard entry.isPlain else {
      throw ImportError("'\(name)' is compressed in the archive; \(remedy)")
    }
    let nameSize = try bytes.integer(entry.offset + 26, size: 2)
    let extraSize = try bytes.integer(entry.offset + 28, size: 2)
    let data = try bytes.data(
      entry.offset + 30 + nameSize + extraSize, size: entry.size)
    guard Self.checksum(data) == entry.checksum else { throw bytes.damage }
    return data
  }

  /// The CRC-32 of the ZIP format.
  private static func checksum(_ data: Data) -> UInt32 {
    ~data.reduce(~UInt32(0)) { sum, byte in
      table[Int((sum ^ UInt32(byte)) & 0xFF)] ^ sum >> 8
    }
  }

  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { sum, _ in
      sum & 1 == 0 ? sum >> 1 : 0xEDB8_8320 ^ sum >> 1
    }
  }
}
