package import Foundation

/// A ZIP archive of files that are not compressed.
///
/// - Parameter method: What it says of their compression, 0 for none.
package func storedArchive(
  _ files: [(name: String, bytes: Data)], method: Int = 0
) -> Data {
  var (data, directory) = (Data(), Data())
  for (name, bytes) in files {
    let fields =
      little(20, 2) + little(0, 2) + little(method, 2) + little(0, 4)
      + little(Int(crc32(bytes)), 4) + little(bytes.count, 4)
      + little(bytes.count, 4) + little(name.utf8.count, 2) + little(0, 2)
    directory +=
      Data("PK\u{1}\u{2}".utf8) + little(20, 2) + fields + little(0, 8)
      + little(0, 2) + little(data.count, 4) + Data(name.utf8)
    data += Data("PK\u{3}\u{4}".utf8) + fields + Data(name.utf8) + bytes
  }
  return data + directory + Data("PK\u{5}\u{6}".utf8) + little(0, 4)
    + little(files.count, 2) + little(files.count, 2)
    + little(directory.count, 4) + little(data.count, 4) + little(0, 2)
}

/// The CRC-32 of the ZIP format.
package func crc32(_ data: Data) -> UInt32 {
  let table = remainders
  let sum = data.withUnsafeBytes { bytes in
    bytes.reduce(~UInt32(0)) { sum, byte in
      sum >> 8 ^ table[Int(UInt8(truncatingIfNeeded: sum) ^ byte)]
    }
  }
  return ~sum
}

/// What is left of each byte.
private let remainders = (UInt32(0)..<256).map { byte -> UInt32 in
  var sum = byte
  for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
  return sum
}

private func little(_ value: Int, _ size: Int) -> Data {
  Data((0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) })
}
