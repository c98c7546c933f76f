import Foundation

/// Pickles that a program of Python would run, that grow without end, or whose
/// tensors lie beyond their storages.
package enum HostilePickle {
  package static let all = code + growth + damage + views

  private static func pickle(
    _ name: String, _ sentence: String, storage: Int = 16,
    _ operations: [UInt8]
  ) -> WrongModel {
    WrongModel(name: name, file: "model.pt", sentence: sentence) {
      try TorchFile(
        pickle: Pickle.whole(operations),
        storages: ["0": Data(count: storage)]
      ).archive.write(to: $0.appendingPathComponent("model.pt"))
    }
  }

  private static func run(_ module: String, _ name: String) -> [UInt8] {
    Pickle.global(module, name) + Pickle.text("touch /tmp/x") + [0x85]
      + Pickle.reduce
  }

  private static let code = [
    pickle(
      "that runs a command",
      "data.pkl names 'posix.system', which is no part of a state dict, and is "
        + "not run; save the state dict alone: "
        + "torch.save(model.state_dict(), 'model.pt')",
      run("posix", "system")),
    pickle(
      "that evaluates", "names '__builtin__.eval'", run("__builtin__", "eval")),
    pickle(
      "that evaluates by the other way to name it", "names 'builtins.exec'",
      Pickle.text("builtins") + Pickle.text("exec") + [0x93]),
    pickle(
      "within a pickle", "names 'torch.storage._load_from_bytes'",
      run("torch.storage", "_load_from_bytes")),
    pickle(
      "with a quantized tensor", "quantized by PyTorch already",
      Pickle.global("torch._utils", "_rebuild_qtensor")),
    pickle(
      "with a sparse tensor", "with to_dense() before saving",
      Pickle.global("torch._utils", "_rebuild_sparse_tensor")),
    pickle(
      "of a name that hides lines", "names 'a?.b?'",
      Pickle.text("a\r") + Pickle.text("b\r") + [0x93]),
    pickle(
      "with an operation that calls", "the operation 0x69 at byte 2",
      Array("ios\nsystem\n".utf8)),
    pickle("with an extension", "the operation 0x82 at byte 2", [0x82, 1]),
    pickle(
      "that calls a storage", "data.pkl is damaged",
      Pickle.global("torch", "FloatStorage") + Pickle.emptyTuple
        + Pickle.reduce),
  ]

  private static func repeated(_ part: [UInt8], _ count: Int) -> [UInt8] {
    Array(Array(repeating: part, count: count).joined())
  }

  private static let growth = [
    pickle(
      "of tuples within tuples", "holds no state dict",
      Pickle.emptyTuple + repeated([0x85], 400_000)),
    pickle(
      "of dictionaries within dictionaries", "holds no tensor",
      repeated(Pickle.emptyDict + Pickle.text("a"), 100_000)
        + Pickle.emptyDict + repeated(Pickle.setItem, 100_000)),
    pickle("of marks alone", "data.pkl is damaged", repeated([0x28], 400_000)),
    pickle(
      "that never ends", "more than 500000 operations",
      repeated(Array("N0".utf8), 300_000)),
    // Each tuple holds the one before twice: 2^200000 elements in all.
    pickle(
      "of tuples that double", "holds no state dict",
      Pickle.emptyTuple + repeated(Array("2".utf8) + [0x86], 200_000)),
    pickle(
      "of dictionaries that double", "holds no tensor",
      Pickle.emptyDict + [0x94] + (0..<2000).flatMap(doubling)),
    pickle(
      "of a dictionary within itself", "holds no tensor",
      Pickle.emptyDict + [0x94] + Pickle.text("a") + [0x68, 0]
        + Pickle.setItem),
    pickle(
      "of a memo with far indices", "holds no state dict",
      Pickle.emptyTuple + (0..<150_000).flatMap(remembering)),
    // One long text under 100000 keys of a dictionary.
    pickle(
      "of a long key that is used again and again", "holds no tensor",
      Pickle.text(String(repeating: "k", count: 1_000_000)) + [0x94]
        + Pickle.emptyDict
        + repeated([0x68, 0, 0x4E] + Pickle.setItem, 100_000)),
    // One long tuple as the shape of 50000 tensors.
    pickle(
      "of a long shape that is used again and again", "data.pkl is damaged",
      Pickle.integers(Array(repeating: 1, count: 50_000)) + [0x94]
        + Pickle.global("torch._utils", "_rebuild_tensor_v2")
        + Pickle.mark + Pickle.tensor("0", shape: [1], strides: [1], count: 4)
        + Pickle.integer(0) + [0x68, 0, 0x68, 0] + Pickle.tuple
        + Pickle.reduce),
  ]

  /// A dictionary that holds the one of the memo twice.
  private static func doubling(_ index: Int) -> [UInt8] {
    let one = [0x6A] + Pickle.little(index, 4) + Pickle.setItem
    return Pickle.emptyDict + [0x94] + Pickle.text("a") + one
      + Pickle.text("b") + one
  }

  private static func remembering(_ index: Int) -> [UInt8] {
    [0x72] + Pickle.little(index * 28_000, 4)
  }

  private static let damage = [
    pickle(
      "with a text beyond the file", "data.pkl is damaged",
      Array("X".utf8) + [0xFF, 0xFF, 0xFF, 0x7F]),
    pickle(
      "with a text of 2^64 bytes", "data.pkl is damaged",
      [0x8D] + repeated([0xFF], 8)),
    pickle(
      "with bytes beyond the file", "data.pkl is damaged",
      [0x8E] + Pickle.little(1 << 40, 8)),
    pickle(
      "with a number of 2^31 bytes", "data.pkl is damaged",
      [0x8B, 0xFF, 0xFF, 0xFF, 0xFF]),
    pickle("that recalls nothing", "data.pkl is damaged", [0x68, 5]),
    pickle("that takes from nothing", "data.pkl is damaged", [0x86]),
    pickle(
      "that takes below a mark", "data.pkl is damaged", [0x4E, 0x28, 0x30]),
    pickle("that has no mark", "data.pkl is damaged", Pickle.tuple),
    pickle(
      "with a key and no value", "data.pkl is damaged",
      Pickle.emptyDict + Pickle.mark + Pickle.text("a") + Array("u".utf8)),
    pickle(
      "with a name that does not end", "data.pkl is damaged",
      Array("c".utf8) + repeated([0x61], 500_000)),
    pickle("of nothing", "data.pkl is damaged", []),
  ]

  private static func view(
    _ name: String, _ sentence: String, _ tensor: [UInt8]
  ) -> WrongModel {
    pickle(name, sentence, Pickle.dictionary([("fc.weight", tensor)]))
  }

  /// The storage has four floats.
  private static let views = [
    view(
      "whose tensor begins behind its storage", "leaves its storage",
      Pickle.tensor("0", shape: [1, 1], strides: [1, 1], offset: 4, count: 4)),
    view(
      "whose tensor begins before its storage", "leaves its storage",
      Pickle.tensor("0", shape: [1, 1], strides: [1, 1], offset: -1, count: 4)),
    view(
      "whose tensor is larger than its storage", "leaves its storage",
      Pickle.tensor("0", shape: [5, 1], strides: [1, 1], count: 4)),
    view(
      "whose storage is larger than its file", "leaves its storage",
      Pickle.tensor("0", shape: [5, 1], strides: [1, 1], count: 1 << 60)),
    view(
      "whose tensor goes back", "leaves its storage",
      Pickle.tensor("0", shape: [2, 2], strides: [-1, 1], count: 4)),
    view(
      "whose strides overflow", "leaves its storage",
      Pickle.tensor(
        "0", shape: [3, 3], strides: [.max, .max], offset: .max, count: 4)),
    view(
      "whose shape overflows", "a shape that is damaged or larger",
      Pickle.tensor("0", shape: [1 << 40, 1 << 40], strides: [0, 0], count: 4)),
    view(
      "whose shape is negative", "a shape that is damaged or larger",
      Pickle.tensor("0", shape: [-2, -2], strides: [1, 1], count: 4)),
    view(
      "whose tensor repeats one number", "a shape that is damaged or larger",
      Pickle.tensor("0", shape: [1 << 20, 1 << 20], strides: [0, 0], count: 4)),
    view(
      "whose shape is a dimension short", "a shape that is damaged or larger",
      Pickle.tensor("0", shape: [2, 2], strides: [1], count: 4)),
    view(
      "whose tensor has many dimensions", "data.pkl is damaged",
      Pickle.tensor(
        "0", shape: Array(repeating: 1, count: 90_000),
        strides: Array(repeating: 1, count: 90_000), count: 4)),
    view(
      "whose storage is elsewhere", "the archive has no 'model/data/../../x'",
      Pickle.tensor("../../x", shape: [1, 1], strides: [1, 1], count: 4)),
    pickle(
      "of many views of one storage", "has more than 16777216 elements",
      storage: 4 << 16,
      Pickle.dictionary((0..<300).map(large))),
  ]

  private static func large(_ index: Int) -> (String, [UInt8]) {
    (
      "fc\(index).weight",
      Pickle.tensor("0", shape: [256, 256], strides: [256, 1], count: 1 << 16)
    )
  }
}
