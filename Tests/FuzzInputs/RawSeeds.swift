import Foundation
import TemporaryFolder
import WrongModels

/// Files that are described byte by byte.
enum RawSeeds {
  /// A file of HDF5 with some bytes changed.
  ///
  /// A line is one: after each text, or each number of bytes in hexadecimal,
  /// the bytes at some distance from it are others.
  static func patched(_ file: Data) -> [(name: String, bytes: Data)] {
    patches.split(separator: "\n").map { line in
      let words = line.split(separator: " ").map(String.init)
      var bytes = [UInt8](file)
      for start in stride(from: 0, to: words.count - 2, by: 3) {
        let found = places(of: Data(pattern(words[start])), in: file)
        for place in found {
          let place = place + (Int(words[start + 1]) ?? 0)
          let new = hexadecimal(words[start + 2])
          guard 0...bytes.count - new.count ~= place else { continue }
          bytes.replaceSubrange(place..<place + new.count, with: new)
        }
      }
      return (String(line), Data(bytes))
    }
  }

  private static func places(of pattern: Data, in file: Data) -> [Int] {
    var (places, start): ([Int], Int) = ([], 0)
    while let range = file.range(of: pattern, in: start..<file.count) {
      places.append(range.lowerBound)
      start = range.upperBound
    }
    return places
  }

  private static func pattern(_ word: String) -> [UInt8] {
    word.hasPrefix("0x") ? hexadecimal(word.dropFirst(2)) : Array(word.utf8)
  }

  private static func hexadecimal(_ text: some StringProtocol) -> [UInt8] {
    let digits = text.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count - 1, by: 2).map {
      UInt8(16 * digits[$0] + digits[$0 + 1])
    }
  }

  /// Attributes, types, sizes, layouts and signatures, in this order.
  private static let patches = """
    weight_names -8 04
    weight_names -8 03
    weight_names -8 02
    weight_names 12 30
    weight_names 0 78
    weight_names 16 13
    weight_names 16 10
    weight_names 16 13 weight_names 20 00000000
    weight_names 40 02
    weight_names 41 09
    weight_names 48 FFFFFFFFFFFFFF7F
    weight_names 48 1127000000000000
    weight_names 48 0000000000000000
    layer_names 11 30
    layer_names 0 78
    0x11201f0004000000 0 10
    0x11201f0004000000 1 21
    0x11201f0004000000 4 08 0x11201f0004000000 13 0b
    0x11201f0004000000 4 02 0x11201f0004000000 13 05
    0x11201f0004000000 13 07
    0x0300180001000000 0 00
    0x0102010000000000 0 05
    0x0102010000000000 0 02
    0x0102010000000000 1 09
    0x0102010000000000 8 0000000000000000
    0x0102010000000000 8 FFFFFFFFFFFFFF7F
    0x0101010000000000 0 02
    0x0101010000000000 1 00
    0x0301 0 0302
    0x0301 0 0401
    TREE 0 58
    TREE 4 07
    TREE 6 FFFF
    TREE 5 7F
    HEAP 0 58
    HEAP 24 FFFFFFFFFFFFFF7F
    HEAP 8 0000000000000000
    SNOD 0 58
    SNOD 6 FFFF
    GCOL 0 58
    GCOL 8 0000000000000000
    GCOL 16 0000
    0x89484446 40 FFFFFFFFFFFFFF7F
    0x89484446 64 FFFFFFFFFFFFFF7F
    0x89484446 13 0404
    """

  /// Files whose first bytes are those of another kind.
  static let others: [(name: String, bytes: Data)] = [
    ("lite", Data("....TFL3................".utf8)),
    ("frozen", Data("\n\u{08}x\u{12}\u{0B}Placeholder".utf8)),
    ("frozen, not", Data("\n\u{08}x\u{12}\u{0B}Something!!".utf8)),
    (
      "saved", Data("\u{08}\u{01}\u{12}\u{11}\n\u{0F}serving_default".utf8)
    ),
    ("pickle", Data([0x80, 4, 0x95, 0, 0, 0, 0, 0, 0, 0, 0, 0x2E])),
    ("numpy", storedArchive([("arr_0.npy", Data([1, 2, 3]))])),
    (
      "export",
      storedArchive([
        ("model/archive_format", Data("pt2".utf8)),
        ("model/data.pkl", Data([0x2E])),
      ])
    ),
    ("archive", storedArchive([("x", Data([1]))])),
    ("two pickles", storedArchive([("a/data.pkl", Data([0x2E]))])),
    (
      "named twice",
      storedArchive([("config.json", Data()), ("config.json", Data())])
    ),
    ("script", storedArchive([("m/data.pkl", Data()), ("m/code/x", Data())])),
    (
      "tensors in JSON",
      Data(#"{"r.weight_ih_l0": [[1, 2]], "r.weight_hh_l0": [[1]]}"#.utf8)
    ),
    ("no tensors in JSON", Data(#"{"r.weight_hh_l0": [[1, 2], [1]]}"#.utf8)),
    (
      "popped",
      TorchFile(
        pickle: Pickle.whole(Array("}(NN1".utf8)), storages: [:]
      ).archive
    ),
    (
      "without tensors",
      TorchFile(
        pickle: Pickle.whole(
          Pickle.dictionary(
            (0..<9).map { ("k\($0)", [0x4E]) }
              + [
                (
                  "fc.weight",
                  Pickle.tensor(
                    "0", shape: [1, 1], strides: [1, 1], count: 1)
                )
              ])), storages: ["0": Data(count: 4)]
      ).archive
    ),
  ]

  /// Safetensors that break a rule of the format.
  static let containers: [(name: String, bytes: Data)] = [
    ("short", Data([1, 2])),
    ("long", Data([0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0x7B])),
    container("a list", "[]", 0),
    container("no JSON", "{", 0), container("nothing", "{}", 0),
    container("more", "{}", 1),
    container("a name twice", "{\"x\":\(f32(0, 4)),\"x\":\(f32(0, 4))}", 4),
    container("a hole", "{\"x\":\(f32(4, 8))}", 8),
    container("an overlap", "{\"x\":\(f32(0, 4)),\"y\":\(f32(2, 6))}", 6),
    container("outside", "{\"x\":\(f32(0, 4))}", 2),
    container("an escape", "{\"a\\\"b\":\(f32(0, 4))}", 4),
    container(
      "one offset",
      #"{"x":{"dtype":"F32","shape":[1],"#
        + #""data_offsets":[0]}}"#, 4),
    container(
      "a type",
      #"{"x":{"dtype":"F31","shape":[1],"#
        + #""data_offsets":[0,4]}}"#, 4),
  ]

  private static func f32(_ begin: Int, _ end: Int) -> String {
    #"{"dtype":"F32","shape":[1],"data_offsets":[\#(begin),\#(end)]}"#
  }

  private static func container(
    _ name: String, _ header: String, _ zeros: Int
  ) -> (name: String, bytes: Data) {
    var data = Data()
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) {
      data.append(contentsOf: $0)
    }
    return (name, data + Data(header.utf8) + Data(count: zeros))
  }
}
