import Foundation
import SwiftletImporting
import TemporaryFolder
import WrongModels

/// A named tensor of a state dict.
struct NamedTensor {
  var name: String
  var type: SafeTensors.ElementType
  var shape: [Int]
  var bytes: Data

  /// A tensor of zeros, of a few sizes that are not large.
  init(_ name: String, _ shape: [Int], of type: SafeTensors.ElementType) {
    (self.name, self.type) = (name, type)
    self.shape = shape.prefix(3).map { min($0, 100) }
    bytes = Data(count: self.shape.reduce(1, *) * type.size)
  }

  /// A tensor of floats that are all the same.
  init(_ name: String, _ shape: [Int], filledWith number: Float) {
    self.init(name, shape, of: .float32)
    bytes = Data()
    for _ in 0..<self.shape.reduce(1, *) {
      withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes += $0 }
    }
  }

  /// The tensors of a safetensors file; none of other bytes.
  static func all(in file: Data) -> [NamedTensor] {
    guard let contents = try? SafeTensors(file) else { return [] }
    return contents.tensors.sorted { $0.key < $1.key }.map { name, tensor in
      var copy = NamedTensor(name, [], of: tensor.elementType)
      (copy.shape, copy.bytes) = (tensor.shape, tensor.bytes)
      return copy
    }
  }
}

extension Randomness {
  private static let endings = [
    "weight", "bias", "running_mean", "running_var", "num_batches_tracked",
    "weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0", "weight_ih_l1",
    "weight_hh_l1", "weight_ih", "weight_hh", "weight_hr_l0",
    "weight_ih_l0_reverse", "h0", "c0", "mean", "std", "x_mean", "x_std",
    "weight_orig", "weight_mask", "weight_g", "weight_v", "weight_u",
    "in_proj_weight", "scale", "zero_point", "pos_weight",
    "parametrizations.weight.original0",
  ]
  private static let modules = [
    "", "fc", "fc2", "gru", "lstm", "rnn", "norm", "bn", "emb", "embedding",
    "criterion", "loss_fn", "model.head",
  ]
  private static let sizes = [0, 1, 2, 3, 4, 5, 6, 8, 12, 16, 20, 24]

  /// Tensors of which some are changed: names, shapes, types.
  mutating func changed(
    _ tensors: [NamedTensor], with other: [NamedTensor]
  ) -> [NamedTensor] {
    var tensors = tensors
    for _ in 0...below(3) { change(&tensors, with: other) }
    var names: Set<String> = []
    return tensors.filter { names.insert($0.name).inserted }
  }

  private mutating func change(
    _ tensors: inout [NamedTensor], with other: [NamedTensor]
  ) {
    guard !tensors.isEmpty else { return tensors = other }
    let index = below(tensors.count)
    switch below(9) {
    case 0: tensors.remove(at: index)
    case 1: tensors[index].name = name(like: tensors)
    case 2: tensors.append(tensor(like: tensors))
    case 3:
      // Another module of the kind of this one.
      let module = module(of: tensors[index].name)
      let copy = pick(Self.modules)
      tensors += tensors.filter { self.module(of: $0.name) == module }.map {
        var tensor = $0
        tensor.name = copy + tensor.name.dropFirst(module.count)
        return tensor
      }
    case 4: tensors += other
    case 5:
      let module = module(of: pick(other.isEmpty ? tensors : other).name)
      tensors += other.filter { self.module(of: $0.name) == module }
    case 6: tensors[index].shape.reverse()
    case 7:
      tensors[index] = NamedTensor(
        tensors[index].name, tensors[index].shape,
        of: pick(SafeTensors.ElementType.allCases))
      fill(&tensors[index])
    default: resize(&tensors, index)
    }
  }

  private func module(of name: String) -> Substring {
    name.lastIndex(of: ".").map { name[..<$0] } ?? ""
  }

  private mutating func name(like tensors: [NamedTensor]) -> String {
    let module =
      below(2) == 0
      ? String(module(of: pick(tensors).name)) : pick(Self.modules)
    return (module.isEmpty ? "" : module + ".") + pick(Self.endings)
  }

  private mutating func tensor(like tensors: [NamedTensor]) -> NamedTensor {
    let shape =
      below(2) == 0
      ? pick(tensors).shape : (0..<pick([1, 1, 2, 2, 3])).map { _ in size }
    var tensor = NamedTensor(name(like: tensors), shape, of: .float32)
    fill(&tensor)
    return tensor
  }

  /// One size in the place of another, in one tensor or in all.
  private mutating func resize(_ tensors: inout [NamedTensor], _ index: Int) {
    guard !tensors[index].shape.isEmpty else { return }
    let old = pick(tensors[index].shape)
    let new = size
    for place in tensors.indices where place == index || below(2) == 0 {
      let shape = tensors[place].shape.map { $0 == old ? new : $0 }
      guard shape != tensors[place].shape else { continue }
      tensors[place] = NamedTensor(
        tensors[place].name, shape, of: tensors[place].type)
      fill(&tensors[place])
    }
  }

  private var size: Int { mutating get { pick(Self.sizes) } }

  /// Bytes of small floats, of which one may be anything.
  private mutating func fill(_ tensor: inout NamedTensor) {
    guard tensor.type == .float32, !tensor.bytes.isEmpty else { return }
    let count = tensor.bytes.count / 4
    tensor.bytes = Data(
      (0..<count).flatMap { _ in [0, 0, 0, below(2) == 0 ? 0x3F : 0xBE] })
    if below(8) == 0 {
      let place = 4 * below(count) + 2
      tensor.bytes[place] = 0x80
      tensor.bytes[place + 1] = 0x7F
    }
  }
}

extension Randomness {
  /// A safetensors file.
  mutating func safeTensors(
    _ tensors: [NamedTensor], metadata: [String: String] = [:]
  ) -> Data {
    var (header, data): ([String: Any], Data) = ([:], Data())
    for tensor in tensors {
      header[tensor.name] = [
        "dtype": tensor.type.rawValue, "shape": tensor.shape,
        "data_offsets": [data.count, data.count + tensor.bytes.count],
      ]
      data += tensor.bytes
    }
    if !metadata.isEmpty { header["__metadata__"] = metadata }
    let json = sortedJSON(header)
    var file = Data()
    withUnsafeBytes(of: UInt64(json.count).littleEndian) {
      file.append(contentsOf: $0)
    }
    return file + json + data
  }

  /// An archive as `torch.save` writes it, in one of its ways.
  mutating func torchArchive(_ tensors: [NamedTensor]) -> Data {
    var storages: [String: Data] = [:]
    var entries: [(String, [UInt8])] = []
    for (index, tensor) in tensors.enumerated() {
      let isBig = tensor.bytes.count > 50_000
      storages["\(index)"] = isBig ? tensor.bytes.prefix(50_000) : tensor.bytes
      entries.append((tensor.name, pickled(tensor, key: "\(index)")))
    }
    var pickle = Pickle.dictionary(entries)
    if below(3) == 0 { pickle = checkpoint(around: pickle) }
    if below(2) == 0 { pickle = mutated(pickle: pickle) }
    return TorchFile(
      pickle: Pickle.whole(pickle), storages: storages,
      byteOrder: pick(["little", "little", "big", nil])
    ).archive
  }

  private mutating func pickled(_ tensor: NamedTensor, key: String) -> [UInt8] {
    let (type, count) = (tensor.type, tensor.bytes.count / tensor.type.size)
    var strides = Array(repeating: 1, count: tensor.shape.count)
    for axis in strides.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] &* tensor.shape[axis + 1]
    }
    if below(20) == 0 { strides.reverse() }
    let isTyped = below(4) == 0 || Self.storages[type] == nil
    let storage = isTyped ? "UntypedStorage" : Self.storages[type] ?? ""
    let element =
      below(20) == 0 ? "complex64" : Self.elements[type] ?? "float8_e5m2"
    let value = Pickle.tensor(
      key, shape: tensor.shape, strides: strides,
      count: isTyped ? count * type.size : count, storage: storage,
      type: isTyped ? element : nil)
    guard below(6) == 0 else { return value }
    return Pickle.global("torch._utils", "_rebuild_parameter") + value
      + [0x89] + Pickle.emptyDict + [0x87] + Pickle.reduce
  }

  /// A state dict among other things of a training.
  private mutating func checkpoint(around pickle: [UInt8]) -> [UInt8] {
    var entries = [(pick(["model", "state_dict", "net"]), pickle)]
    for name in ["epoch", "optimizer", "args", "ema"] where below(2) == 0 {
      entries.append(
        (name, pick([[0x4E], [0x4B, 3], Pickle.emptyDict, pickle])))
    }
    entries.shuffle(using: &self)
    return Pickle.dictionary(entries)
  }

  private static let storages: [SafeTensors.ElementType: String] = [
    .float32: "FloatStorage", .float64: "DoubleStorage",
    .float16: "HalfStorage", .bfloat16: "BFloat16Storage",
    .bool: "BoolStorage", .uint8: "ByteStorage", .int8: "CharStorage",
    .int16: "ShortStorage", .int32: "IntStorage", .int64: "LongStorage",
  ]
  private static let elements: [SafeTensors.ElementType: String] = [
    .float32: "float32", .float64: "float64", .float16: "float16",
    .bfloat16: "bfloat16", .bool: "bool", .uint8: "uint8", .int8: "int8",
    .int16: "int16", .int32: "int32", .int64: "int64", .uint16: "uint16",
    .uint32: "uint32", .uint64: "uint64",
  ]
}

extension Randomness {
  /// An archive with another pickle; nil of what is none.
  mutating func mutated(torch archive: Data) -> Data? {
    guard var files = archiveFiles(archive),
      let index = files.firstIndex(where: { $0.name.hasSuffix("data.pkl") })
    else { return nil }
    files[index].bytes = Data(mutated(pickle: [UInt8](files[index].bytes)))
    return storedArchive(files)
  }

  /// A pickle with operations put into it or taken out.
  mutating func mutated(pickle: [UInt8]) -> [UInt8] {
    var pickle = pickle
    for _ in 0...below(3) {
      let place = below(pickle.count + 1)
      switch below(5) {
      case 0 where place < pickle.count: pickle.remove(at: place)
      case 1:
        pickle.replaceSubrange(
          place..<min(place + 1, pickle.count), with: pick(Self.operations))
      default: pickle.insert(contentsOf: pick(Self.operations), at: place)
      }
    }
    return pickle
  }

  /// Operations whose values vanish, or stay.
  private static let operations: [[UInt8]] = [
    Array("N0".utf8), Array("(1".utf8), Array("(N1".utf8), Array("20".utf8),
    [0x88, 0x30], [0x89, 0x30], [0x47, 0, 0, 0, 0, 0, 0, 0, 0, 0x30],
    [0x4A, 1, 0, 0, 0, 0x30], [0x4D, 1, 0, 0x30], [0x8A, 1, 0xFF, 0x30],
    [0x8A, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0x30], [0x8A, 0, 0x30],
    [0x8B, 2, 0, 0, 0, 1, 1, 0x30],
    [0x8C, 1, 0x61, 0x30], [0x8D, 1, 0, 0, 0, 0, 0, 0, 0, 0x61, 0x30],
    [0x54, 1, 0, 0, 0, 0x61, 0x30], [0x55, 1, 0x61, 0x30],
    [0x42, 1, 0, 0, 0, 0x61, 0x30], [0x43, 1, 0x61, 0x30],
    [0x8E, 1, 0, 0, 0, 0, 0, 0, 0, 0x61, 0x30],
    [0x96, 1, 0, 0, 0, 0, 0, 0, 0, 0x61, 0x30],
    Array(")0".utf8), Array("NNN".utf8) + [0x87, 0x30], Array("(t0".utf8),
    Array("]N".utf8) + Array("a0".utf8), Array("](Ne0".utf8),
    Array("(l0".utf8), Array("(d0".utf8), Array("(NNd0".utf8),
    [0x8F, 0x28, 0x4E, 0x90, 0x30], [0x28, 0x4E, 0x91, 0x30],
    [0x7D, 0x28, 0x4E, 0x4E, 0x75, 0x30], [0x7D, 0x94, 0x68, 0, 0x30],
    [0x4E, 0x71, 7, 0x68, 7, 0x30, 0x30],
    [0x4E, 0x72, 9, 0, 0, 0, 0x6A, 9, 0, 0, 0, 0x30, 0x30],
    [0x95, 0, 0, 0, 0, 0, 0, 0, 0], [0x80, 4],
    Pickle.global("collections", "OrderedDict") + [0x29, 0x81, 0x30],
    Pickle.global("argparse", "Namespace") + [0x29, 0x81, 0x7D, 0x62, 0x30],
    Pickle.global("torch", "device") + [0x29, 0x7D, 0x92, 0x30],
    Pickle.global("torch", "Size") + [0x29, 0x52, 0x30],
    Pickle.global("torch", "float16") + [0x30],
    Pickle.global("torch", "nothing") + [0x30],
    Pickle.global("numpy", "dtype") + [0x30],
    Pickle.global("torch._utils", "_rebuild_parameter") + [0x29, 0x52],
    Pickle.global("torch._utils", "_rebuild_tensor_v3") + [0x29, 0x52],
    Pickle.global("torch", "ComplexFloatStorage") + [0x30],
    Pickle.text("_parameters") + Pickle.text("_modules") + Array("00".utf8),
    Pickle.text("weight"), Pickle.text(String(repeating: "k", count: 1200)),
    [0x29], [0x7D], [0x4E], [0x28], [0x51], [0x52], [0x73], [0x85], [0x93],
  ]
}
