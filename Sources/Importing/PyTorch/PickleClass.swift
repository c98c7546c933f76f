/// The classes and functions that a state dict or a checkpoint may name. None
/// of them is ever called: each says what its value is.
enum PickleClass {
  /// A dictionary.
  case dictionary
  /// `torch._utils._rebuild_tensor_v2`: a view of a storage.
  case tensor
  /// `torch._utils._rebuild_tensor_v3`: the same, with its element type.
  case typedTensor
  /// `torch._utils._rebuild_parameter`: its first argument.
  case parameter
  /// The class of a storage; without a type when its elements are no numbers
  /// that are read.
  case storage(SafeTensors.ElementType?, name: String)
  /// An element type; nil as above.
  case elementType(SafeTensors.ElementType?, name: String)
  /// What a checkpoint holds beside tensors, which is not looked into.
  case ignored

  /// Finds a name on the list.
  ///
  /// - Returns: nil when it is not on it.
  init?(_ module: String, _ name: String) {
    switch (module, name) {
    case ("collections", "OrderedDict"), ("collections", "defaultdict"):
      self = .dictionary
    case ("torch._utils", "_rebuild_tensor_v2"): self = .tensor
    case ("torch._utils", "_rebuild_tensor_v3"): self = .typedTensor
    case ("torch._utils", "_rebuild_parameter"),
      ("torch._utils", "_rebuild_parameter_with_state"):
      self = .parameter
    case ("torch.storage", "UntypedStorage"), ("torch", "UntypedStorage"):
      self = .storage(.uint8, name: name)
    case ("torch", _), ("torch.cuda", _):
      if Self.otherStorages.contains(name) || Self.storages[name] != nil {
        self = .storage(Self.storages[name], name: name)
      } else if Self.otherTypes.contains(name) || Self.types[name] != nil {
        self = .elementType(Self.types[name], name: name)
      } else if ["Size", "device"].contains(name) {
        self = .ignored
      } else {
        return nil
      }
    default:
      guard Self.ignoredNames[module]?.contains(name) == true else {
        return nil
      }
      self = .ignored
    }
  }

  private static let storages: [String: SafeTensors.ElementType] = [
    "FloatStorage": .float32, "DoubleStorage": .float64,
    "HalfStorage": .float16, "BFloat16Storage": .bfloat16,
    "BoolStorage": .bool, "ByteStorage": .uint8, "CharStorage": .int8,
    "ShortStorage": .int16, "IntStorage": .int32, "LongStorage": .int64,
  ]
  private static let otherStorages: Set<String> = [
    "ComplexFloatStorage", "ComplexDoubleStorage", "QInt8Storage",
    "QUInt8Storage", "QInt32Storage", "QUInt4x2Storage", "QUInt2x4Storage",
  ]
  private static let types: [String: SafeTensors.ElementType] = [
    "float32": .float32, "float64": .float64, "float16": .float16,
    "bfloat16": .bfloat16, "bool": .bool, "uint8": .uint8, "int8": .int8,
    "uint16": .uint16, "int16": .int16, "uint32": .uint32, "int32": .int32,
    "uint64": .uint64, "int64": .int64,
  ]
  private static let otherTypes: Set<String> = [
    "complex32", "complex64", "complex128", "float8_e4m3fn",
    "float8_e4m3fnuz", "float8_e5m2", "float8_e5m2fnuz", "qint8", "quint8",
    "qint32", "quint4x2", "quint2x4",
  ]

  /// Numbers of NumPy, sets, paths and options, which checkpoints hold often.
  private static let ignoredNames: [String: Set<String>] = {
    let numpy: Set<String> = ["scalar", "_reconstruct"]
    let builtins: Set<String> = [
      "set", "frozenset", "list", "dict", "tuple", "int", "float", "str",
      "bool", "bytes", "bytearray", "complex", "slice", "long", "unicode",
    ]
    return [
      "builtins": builtins, "__builtin__": builtins, "_codecs": ["encode"],
      "numpy": ["ndarray", "dtype"], "numpy.core.multiarray": numpy,
      "numpy._core.multiarray": numpy, "argparse": ["Namespace"],
      "collections": ["Counter"],
      "datetime": ["date", "datetime", "timedelta", "timezone"],
      "pathlib": ["PosixPath", "WindowsPath", "PurePosixPath"],
      "torch.serialization": ["_get_layout"],
    ]
  }()
}
