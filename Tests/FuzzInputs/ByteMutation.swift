import Foundation

extension Randomness {
  /// Numbers at which readers of binary fields break.
  private static let extremes: [UInt64] = [
    0, 1, 2, 3, 4, 7, 8, 15, 16, 127, 128, 255, 256, 0x7FFF, 0x8000, 0xFFFF,
    0x10000, 0xFF_FFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFF8, 0xFFFF_FFFF,
    0x1_0000_0000, 1 << 40, 1 << 61, 1 << 62, (1 << 63) - 16, (1 << 63) - 1,
    1 << 63, .max - 7, .max,
    // Floats: infinite, not a number, huge, tiny.
    0x7F80_0000, 0x7FC0_0000, 0x7F00_0000, 0x0000_0001, 0xFF80_0000,
    0x7FF0_0000_0000_0000, 0x7FF8_0000_0000_0000, 0x7FE0_0000_0000_0000,
  ]

  /// Bytes with some of them changed, cut off, moved or taken from elsewhere.
  mutating func mutated(_ bytes: Data, with other: Data) -> Data {
    var data = [UInt8](bytes)
    for _ in 0...below(4) { mutate(&data, [UInt8](other)) }
    return Data(data)
  }

  private mutating func mutate(_ data: inout [UInt8], _ other: [UInt8]) {
    guard !data.isEmpty else { return data = Array(other.prefix(64)) }
    let place = below(data.count)
    switch below(10) {
    case 0: data[place] ^= 1 << UInt8(below(8))
    case 1: data[place] = UInt8(below(256))
    case 2, 3, 4: store(at: place, in: &data)
    case 5: data.removeLast(data.count - place)
    case 6: data.removeSubrange(range(data))
    case 7: data.insert(contentsOf: data[range(data)], at: place)
    case 8:
      let part = range(data)
      let source = range(other)
      data.replaceSubrange(part, with: other[source])
    default: copyField(to: place, in: &data)
    }
  }

  private mutating func range(_ data: [UInt8]) -> Range<Int> {
    let begin = below(data.count)
    let size = below(min(data.count - begin, 1 << (1 + below(12))))
    return begin..<begin + size
  }

  private mutating func store(at place: Int, in data: inout [UInt8]) {
    let size = pick([1, 2, 4, 4, 8])
    // Most fields of files are aligned.
    let start = below(3) == 0 ? place : place / size * size
    var value = pick(Self.extremes)
    if below(4) == 0 { value = UInt64(below(data.count + 16)) }
    for index in 0..<size where start + index < data.count {
      data[start + index] = UInt8(truncatingIfNeeded: value >> (8 * index))
    }
  }

  /// One field in the place of another: references to themselves, and to
  /// things of another kind.
  private mutating func copyField(to place: Int, in data: inout [UInt8]) {
    let size = pick([2, 4, 8, 16])
    let (to, from) = (place / size * size, below(data.count) / size * size)
    for index in 0..<size
    where to + index < data.count && from + index < data.count {
      data[to + index] = data[from + index]
    }
  }
}
