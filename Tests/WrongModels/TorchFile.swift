package import Foundation
import TemporaryFolder

/// A file as `torch.save` writes it, made of a pickle and of storages.
package struct TorchFile {
  package var pickle: [UInt8]
  package var storages: [String: Data]
  package var byteOrder: String?

  package init(
    pickle: [UInt8], storages: [String: Data], byteOrder: String? = "little"
  ) {
    self.pickle = pickle
    self.storages = storages
    self.byteOrder = byteOrder
  }

  /// The archive.
  package var archive: Data {
    var files = storages.map { (name: "model/data/\($0)", bytes: $1) }
    files.append((name: "model/data.pkl", bytes: Data(pickle)))
    if let byteOrder {
      files.append((name: "model/byteorder", bytes: Data(byteOrder.utf8)))
    }
    return storedArchive(files.sorted { $0.0 < $1.0 })
  }
}

/// The parts of a pickle, as Python's `pickletools` names them.
package enum Pickle {
  package static let emptyDict = Array("}".utf8)
  package static let setItem = Array("s".utf8)
  package static let emptyTuple = Array(")".utf8)
  package static let reduce = Array("R".utf8)
  package static let mark = Array("(".utf8)
  package static let tuple = Array("t".utf8)

  /// PROTO, some operations and STOP.
  package static func whole(_ operations: [UInt8]) -> [UInt8] {
    [0x80, 2] + operations + Array(".".utf8)
  }

  package static func text(_ text: String) -> [UInt8] {
    Array("X".utf8) + little(text.utf8.count, 4) + Array(text.utf8)
  }

  package static func global(_ module: String, _ name: String) -> [UInt8] {
    Array("c\(module)\n\(name)\n".utf8)
  }

  /// LONG1 of eight bytes.
  package static func integer(_ value: Int) -> [UInt8] {
    [0x8A, 8] + little(value, 8)
  }

  package static func integers(_ values: [Int]) -> [UInt8] {
    mark + values.flatMap(integer) + tuple
  }

  /// A tensor of a storage, of the storage's element type or of its own.
  package static func tensor(
    _ key: String, shape: [Int], strides: [Int], offset: Int = 0, count: Int,
    storage: String = "FloatStorage", type: String? = nil
  ) -> [UInt8] {
    let id =
      mark + text("storage") + global("torch", storage) + text(key)
      + text("cpu") + integer(count) + tuple + Array("Q".utf8)
    return global("torch._utils", "_rebuild_tensor_v\(type == nil ? 2 : 3)")
      + mark + id + integer(offset) + integers(shape) + integers(strides)
      + [0x89] + global("collections", "OrderedDict") + emptyTuple + reduce
      + (type.map { global("torch", $0) } ?? []) + tuple + reduce
  }

  /// A dictionary of named parts.
  package static func dictionary(_ entries: [(String, [UInt8])]) -> [UInt8] {
    emptyDict + entries.flatMap { text($0) + $1 + setItem }
  }

  package static func little(_ value: Int, _ size: Int) -> [UInt8] {
    (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
