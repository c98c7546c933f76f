import SwiftletMessages

/// The state dict that a PyTorch archive holds: the archive's value itself, or
/// the one dictionary of tensors within it.
struct Checkpoint {
  /// The state dict's tensors.
  let tensors: [String: PickledTensor]
  /// What is left out, a sentence; nil when nothing is.
  let remark: String?

  private typealias Found = (path: [String], dictionary: Int)

  /// Finds the state dict.
  ///
  /// - Throws: `ImportError` when there is none, or more than one.
  init(_ value: PickleValue, _ heap: PickleHeap) throws {
    guard case .dictionary(let top) = value else {
      throw ImportError("holds no state dict; \(TorchArchive.remedy)")
    }
    let found = Self.stateDicts(within: top, heap)
    guard found.count <= 1 else { throw Self.error(choosing: found) }
    let path = found.first?.path ?? []
    tensors = Self.tensors(of: found.first?.dictionary ?? top, heap)
    guard !tensors.isEmpty else {
      throw ImportError("holds no tensor; \(TorchArchive.remedy)")
    }
    remark = Self.remark(path, heap.dictionaries[top])?.printable
  }

  private static func tensors(
    of dictionary: Int, _ heap: PickleHeap
  ) -> [String: PickledTensor] {
    heap.dictionaries[dictionary].compactMapValues { value in
      guard case .tensor(let index) = value else { return nil }
      return heap.tensors[index]
    }
  }

  /// The dictionary itself when it holds weights, else those within it. Each
  /// dictionary is looked into once.
  private static func stateDicts(
    within top: Int, _ heap: PickleHeap
  ) -> [Found] {
    var found: [Found] = []
    var seen: Set<Int> = [top]
    var left: [Found] = [([], top)]
    while let next = left.popLast() {
      let entries = heap.dictionaries[next.dictionary]
      if isStateDict(entries) {
        found.append(next)
        continue
      }
      for key in entries.keys.sorted() where next.path.count < depthLimit {
        guard case .dictionary(let index)? = entries[key],
          seen.insert(index).inserted
        else { continue }
        left.append((next.path + [key], index))
      }
    }
    return found.sorted { $0.path.lexicographicallyPrecedes($1.path) }
  }

  /// Dictionaries further within are not looked into.
  private static let depthLimit = 8

  /// Whether a dictionary holds weights, unlike an optimizer's.
  private static func isStateDict(_ entries: [String: PickleValue]) -> Bool {
    entries.contains { key, value in
      guard case .tensor = value else { return false }
      return key.contains("weight")
    }
  }

  private static func error(choosing found: [Found]) -> ImportError {
    let names = found.prefix(nameLimit).map { "'\(name($0.path))'" }
    let keys = found[0].path.map { "['\($0.prefix(lengthLimit))']" }.joined()
    return ImportError(
      "holds \(found.count) state dicts, \(names.joined(separator: ", "))"
        + "\(found.count > nameLimit ? ", …" : ""); save one of them: "
        + "torch.save(torch.load('checkpoint.pt')\(keys), 'model.pt')")
  }

  private static func remark(
    _ path: [String], _ entries: [String: PickleValue]
  ) -> String? {
    let others = entries.filter { key, value in
      if path.first == key { return false }
      if !path.isEmpty { return true }
      guard case .tensor = value else { return true }
      return false
    }.keys.sorted()
    let left =
      others.prefix(nameLimit).map { "'\($0.prefix(lengthLimit))'" }
      .joined(separator: ", ") + (others.count > nameLimit ? ", …" : "")
    if path.isEmpty {
      return others.isEmpty ? nil : "no tensors, and left out: \(left)"
    }
    return "the state dict is '\(name(path))'"
      + (others.isEmpty ? "" : "; left out: \(left)")
  }

  private static func name(_ path: [String]) -> String {
    path.map { String($0.prefix(lengthLimit)) }.joined(separator: ".")
  }

  /// As many names are printed, each no longer than this.
  private static let (nameLimit, lengthLimit) = (6, 60)
}
