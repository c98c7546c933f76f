import Foundation

/// Reads the pickle of a PyTorch archive without running it.
///
/// A pickle is a program for a machine with a stack. This machine knows the
/// operations of `PickleOperation` and the names of `PickleClass` alone; it
/// calls nothing. An operation makes at most one value, of bounded size, or
/// takes values away, so that `operationLimit` and the file's size bound time
/// and memory.
struct Unpickler {
  /// The largest number of operations that are done.
  static let operationLimit = 500_000
  /// The longest name of a class that is read, in bytes.
  private static let nameLimit = 200
  /// The longest text that is looked at, in bytes.
  private static let textLimit = 1000

  private let bytes: ByteRange
  private var place = 0
  private var stack: [PickleValue] = []
  private var marks: [Int] = []
  private var memo: [Int: PickleValue] = [:]
  /// The containers of what is read.
  private(set) var heap = PickleHeap()

  init(_ data: Data) { bytes = ByteRange(data, name: "data.pkl") }

  /// The value that the pickle stands for.
  ///
  /// - Throws: `ImportError` when it is damaged, too long, or needs an
  ///   operation or a class that is not known.
  mutating func value() throws -> PickleValue {
    for _ in 0..<Self.operationLimit {
      let code = UInt8(try integer(1))
      guard let operation = PickleOperation(rawValue: code) else {
        throw ImportError(
          "data.pkl holds the operation 0x\(String(code, radix: 16)) at byte "
            + "\(place - 1), which no state dict needs; \(TorchArchive.remedy)")
      }
      if operation == .stop { return try pop() }
      try perform(operation)
    }
    throw ImportError(
      "data.pkl has more than \(Self.operationLimit) operations; "
        + TorchArchive.remedy)
  }

  private mutating func perform(_ operation: PickleOperation) throws {
    switch operation {
    case .stop: break
    case .proto: try skip(1)
    case .frame: try skip(8)
    case .mark: marks.append(stack.count)
    case .pop: _ = try pop()
    case .popMark: _ = try popMark()
    case .dup: stack.append(try top())

    case .none, .newTrue, .newFalse, .emptyList, .emptySet:
      stack.append(.other)
    case .binFloat:
      try skip(8)
      stack.append(.other)
    case .binInt: stack.append(try number(4))
    case .binInt1: stack.append(.integer(try integer(1)))
    case .binInt2: stack.append(.integer(try integer(2)))
    case .long1: stack.append(try number(try integer(1)))
    case .long4: stack.append(try number(try integer(4)))

    case .binUnicode, .binString: stack.append(try text(4))
    case .shortBinUnicode, .shortBinString: stack.append(try text(1))
    case .binUnicode8: stack.append(try text(8))
    case .binBytes: try pushBytes(4)
    case .shortBinBytes: try pushBytes(1)
    case .binBytes8, .byteArray8: try pushBytes(8)

    case .emptyTuple: stack.append(heap.tuple([]))
    case .tuple1: try pushTuple(1)
    case .tuple2: try pushTuple(2)
    case .tuple3: try pushTuple(3)
    case .tuple: stack.append(heap.tuple(try popMark()))
    case .list, .frozenSet:
      _ = try popMark()
      stack.append(.other)
    case .append: _ = try pop()
    case .appends, .addItems: _ = try popMark()
    case .emptyDict: stack.append(heap.dictionary())
    case .dict:
      let items = try popMark()
      stack.append(heap.dictionary())
      try set(items)
    case .setItem:
      let value = try pop()
      let key = try pop()
      try set([key, value])
    case .setItems: try set(try popMark())

    case .binPut: memo[try integer(1)] = try top()
    case .longBinPut: memo[try integer(4)] = try top()
    case .memoize: memo[memo.count] = try top()
    case .binGet: stack.append(try recalled(try integer(1)))
    case .longBinGet: stack.append(try recalled(try integer(4)))

    case .global:
      let module = try line()
      stack.append(.name(try name(module, try line())))
    case .stackGlobal: try pushGlobal()
    case .reduce, .newObject: try call()
    case .newObjectEx:
      _ = try pop()
      try call()
    case .build: _ = try pop()
    case .binPersistentID: try pushStorage()
    }
  }
}

/// Bytes.
extension Unpickler {
  private mutating func skip(_ size: Int) throws {
    _ = try bytes.data(place, size: size)
    place += size
  }

  private mutating func integer(_ size: Int) throws -> Int {
    let value = try bytes.integer(place, size: size)
    place += size
    return value
  }

  /// A signed number; one that no `Int` holds is not looked at.
  private mutating func number(_ size: Int) throws -> PickleValue {
    let data = try bytes.data(place, size: size)
    place += size
    guard size <= 8 else { return .other }
    let isNegative = data.last.map { $0 >= 0x80 } ?? false
    let value = data.reversed().reduce(isNegative ? -1 : 0) {
      $0 << 8 | Int($1)
    }
    return .integer(value)
  }

  /// A text behind its length.
  private mutating func text(_ size: Int) throws -> PickleValue {
    let length = try integer(size)
    let data = try bytes.data(place, size: length)
    place += length
    return length > Self.textLimit
      ? .other : .text(String(decoding: data, as: UTF8.self))
  }

  private mutating func pushBytes(_ size: Int) throws {
    try skip(try integer(size))
    stack.append(.other)
  }

  private mutating func line() throws -> String {
    var line: [UInt8] = []
    while line.count <= Self.nameLimit {
      let byte = UInt8(try integer(1))
      if byte == UInt8(ascii: "\n") {
        return String(decoding: line, as: UTF8.self)
      }
      line.append(byte)
    }
    throw bytes.damage
  }
}

/// The stack.
extension Unpickler {
  private func top() throws -> PickleValue {
    guard stack.count > marks.last ?? 0, let top = stack.last else {
      throw bytes.damage
    }
    return top
  }

  private mutating func pop() throws -> PickleValue {
    let top = try top()
    stack.removeLast()
    return top
  }

  /// What lies above the last mark.
  private mutating func popMark() throws -> [PickleValue] {
    guard let mark = marks.popLast() else { throw bytes.damage }
    defer { stack.removeSubrange(mark...) }
    return Array(stack[mark...])
  }

  private mutating func pushTuple(_ count: Int) throws {
    let values = try (0..<count).map { _ in try pop() }
    stack.append(heap.tuple(values.reversed()))
  }

  private func recalled(_ index: Int) throws -> PickleValue {
    guard let value = memo[index] else { throw bytes.damage }
    return value
  }

  /// Sets entries of the dictionary on top; those of an object that is not
  /// looked into are left out.
  private mutating func set(_ items: [PickleValue]) throws {
    let target = try top()
    guard items.count % 2 == 0 else { throw bytes.damage }
    guard case .dictionary(let index) = target else { return }
    for place in stride(from: 0, to: items.count, by: 2) {
      guard case .text(let key) = items[place] else { continue }
      heap.set(key, of: index, to: items[place + 1])
    }
  }
}

/// Names, and what stands for what they would make.
extension Unpickler {
  private func name(_ module: String, _ name: String) throws -> PickleClass {
    if let known = PickleClass(module, name) { return known }
    guard !isWholeModule else {
      throw ImportError(
        "is a whole model of torch.save(model), whose pickle can run code when "
          + "it is opened; \(TorchArchive.remedy)")
    }
    let full = "\(module).\(name)".prefix(Self.nameLimit)
    throw ImportError(
      "data.pkl names '\(full)', \(Self.reason(name)), and is not run; "
        + (Self.remedies[name] ?? TorchArchive.remedy))
  }

  private static func reason(_ name: String) -> String {
    remedies[name] == nil
      ? "which is no part of a state dict" : "which is not supported"
  }

  private static let remedies = [
    "_rebuild_meta_tensor_no_storage":
      "its tensors are on the device 'meta' and hold no numbers: load the "
      + "weights into the model before saving",
    "_rebuild_qtensor": quantized,
    "_rebuild_sparse_tensor":
      "make the tensor dense with to_dense() before saving",
    "ScriptObject": quantized,
  ]

  private static let quantized =
    "the model is quantized by PyTorch already: save it as it was before, in "
    + "floats"

  /// Whether the pickle holds an `nn.Module`, which has these two dictionaries.
  private var isWholeModule: Bool {
    guard let all = try? bytes.data(0, size: bytes.count) else { return false }
    return ["_parameters", "_modules"].allSatisfy {
      all.range(of: Data($0.utf8)) != nil
    }
  }

  private mutating func pushGlobal() throws {
    guard case .text(let last) = try pop(), case .text(let module) = try pop()
    else { throw bytes.damage }
    stack.append(.name(try name(module, last)))
  }

  private mutating func call() throws {
    let arguments = heap.values(try pop())
    guard case .name(let name) = try pop(), let arguments else {
      throw bytes.damage
    }
    switch name {
    case .dictionary: stack.append(heap.dictionary())
    case .ignored: stack.append(.other)
    case .parameter:
      guard let first = arguments.first else { throw bytes.damage }
      stack.append(first)
    case .tensor: try pushTensor(arguments)
    case .typedTensor:
      guard arguments.count > 6,
        case .name(.elementType(let type, let typeName)) = arguments[6]
      else { throw bytes.damage }
      try pushTensor(arguments, (type, typeName))
    case .storage, .elementType: throw bytes.damage
    }
  }

  /// The tensor of `(storage, offset, size, stride, …)`.
  private mutating func pushTensor(
    _ arguments: [PickleValue],
    _ type: (SafeTensors.ElementType?, String)? = nil
  ) throws {
    guard arguments.count >= 4, case .storage(let index) = arguments[0],
      case .integer(let offset) = arguments[1],
      let shape = heap.integers(arguments[2]),
      let strides = heap.integers(arguments[3])
    else { throw bytes.damage }
    var storage = heap.storages[index]
    if let type {
      storage.elementType = type.0
      storage.typeName = type.1
      storage.count /= type.0?.size ?? 1
    }
    stack.append(
      heap.tensor(
        PickledTensor(
          storage: storage, offset: offset, shape: shape, strides: strides)))
  }

  /// The storage of `('storage', class, key, location, count)`.
  private mutating func pushStorage() throws {
    guard let parts = heap.values(try pop()), parts.count >= 5,
      case .text("storage") = parts[0],
      case .name(.storage(let type, let typeName)) = parts[1],
      case .text(let key) = parts[2], case .integer(let count) = parts[4]
    else { throw bytes.damage }
    stack.append(
      heap.storage(
        PickledStorage(
          key: key, elementType: type, typeName: typeName, count: count)))
  }
}
