import Foundation
import TemporaryFolder

/// The files of an archive without compression, in order; nil of other bytes.
func archiveFiles(_ data: Data) -> [(name: String, bytes: Data)]? {
  let bytes = [UInt8](data)
  func number(_ place: Int, _ size: Int) -> Int {
    (0..<size).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
  }
  var files: [(String, Data)] = []
  var end = bytes.count - 22
  while end >= 0, number(end, 4) != 0x0605_4B50 { end -= 1 }
  guard end >= 0 else { return nil }
  var place = number(end + 16, 4)
  for _ in 0..<number(end + 10, 2) {
    guard number(place + 10, 2) == 0 else { return nil }
    let (size, local) = (number(place + 24, 4), number(place + 42, 4))
    let begin = local + 30 + number(local + 26, 2) + number(local + 28, 2)
    let name = bytes[place + 46..<place + 46 + number(place + 28, 2)]
    files.append(
      (
        String(decoding: name, as: UTF8.self),
        Data(bytes[begin..<begin + size])
      ))
    place +=
      46 + number(place + 28, 2) + number(place + 30, 2)
      + number(place + 32, 2)
  }
  return files
}

extension Randomness {
  /// An archive with one of its files changed, and its checksum right; nil of
  /// what is none.
  mutating func mutated(archive: Data, with other: Data) -> Data? {
    guard var files = archiveFiles(archive), !files.isEmpty else { return nil }
    let small = files.indices.filter { files[$0].bytes.count < 100_000 }
    let index = pick(small.isEmpty ? Array(files.indices) : small)
    let bytes = files[index].bytes
    files[index].bytes =
      bytes.first == UInt8(ascii: "{")
      ? mutated(text: bytes) : mutated(bytes, with: other)
    if below(20) == 0 { files.remove(at: below(files.count)) }
    return storedArchive(files)
  }
}
