import Foundation
import TemporaryFolder

/// The files of an archive without compression, in order; nil of other bytes.
func archiveFiles(_ data: Data) -> [(name: String, bytes: Data)]? {
  let bytes = [UInt8](data)
  func number(_ place: Int, _ size: Int) -> Int? {
    part(place, size)?.reversed().reduce(0) { $0 << 8 | Int($1) }
  }
  func part(_ place: Int, _ size: Int) -> ArraySlice<UInt8>? {
    place + size <= bytes.count ? bytes[place..<place + size] : nil
  }
  var end = bytes.count - 22
  while end >= 0, number(end, 4) != 0x0605_4B50 { end -= 1 }
  guard end >= 0, var place = number(end + 16, 4),
    let count = number(end + 10, 2)
  else { return nil }
  var files: [(String, Data)] = []
  for _ in 0..<count {
    guard number(place + 10, 2) == 0, let size = number(place + 24, 4),
      let local = number(place + 42, 4), let nameSize = number(place + 28, 2),
      let extra = number(place + 30, 2), let comment = number(place + 32, 2),
      let skipped = number(local + 26, 2), let more = number(local + 28, 2),
      let name = part(place + 46, nameSize),
      let contents = part(local + 30 + skipped + more, size)
    else { return nil }
    files.append((String(decoding: name, as: UTF8.self), Data(contents)))
    place += 46 + nameSize + extra + comment
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
