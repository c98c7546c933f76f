/// A value of a pickle, as far as a state dict needs it.
///
/// What holds values is an index into a `PickleHeap`: a container that is
/// shared stays one, and nesting costs neither memory nor recursion.
enum PickleValue {
  case integer(Int)
  case text(String)
  /// A class of the list.
  case name(PickleClass)
  case tuple(Int)
  case dictionary(Int)
  case storage(Int)
  case tensor(Int)
  /// Anything else: a float, a list, an object that is not looked into.
  case other
}

/// The containers of a pickle, in the order in which they are made.
struct PickleHeap {
  private(set) var tuples: [[PickleValue]] = []
  /// Entries under texts; others are not kept.
  private(set) var dictionaries: [[String: PickleValue]] = []
  private(set) var storages: [PickledStorage] = []
  private(set) var tensors: [PickledTensor] = []

  mutating func tuple(_ values: [PickleValue]) -> PickleValue {
    tuples.append(values)
    return .tuple(tuples.count - 1)
  }

  mutating func dictionary() -> PickleValue {
    dictionaries.append([:])
    return .dictionary(dictionaries.count - 1)
  }

  mutating func storage(_ storage: PickledStorage) -> PickleValue {
    storages.append(storage)
    return .storage(storages.count - 1)
  }

  mutating func tensor(_ tensor: PickledTensor) -> PickleValue {
    tensors.append(tensor)
    return .tensor(tensors.count - 1)
  }

  /// Sets an entry of a dictionary.
  mutating func set(_ key: String, of dictionary: Int, to value: PickleValue) {
    dictionaries[dictionary][key] = value
  }

  /// A tuple's values; nil of anything else.
  func values(_ value: PickleValue) -> [PickleValue]? {
    guard case .tuple(let index) = value else { return nil }
    return tuples[index]
  }

  /// A tuple of integers, one a dimension; nil of anything else.
  func integers(_ value: PickleValue) -> [Int]? {
    guard let values = values(value),
      values.count <= PickledTensor.dimensionLimit
    else { return nil }
    let integers = values.compactMap { value -> Int? in
      guard case .integer(let integer) = value else { return nil }
      return integer
    }
    return integers.count == values.count ? integers : nil
  }
}
