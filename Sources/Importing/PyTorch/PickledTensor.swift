import Foundation

/// A storage of a PyTorch archive: where its bytes lie and what they are.
struct PickledStorage {
  /// The name of its file within `data/`.
  var key: String
  /// The type of the elements; nil of one that is not read.
  var elementType: SafeTensors.ElementType?
  /// What PyTorch calls the type.
  var typeName: String
  /// The number of elements.
  var count: Int
}

/// A tensor of a PyTorch archive: a view of a storage.
struct PickledTensor {
  /// The largest number of dimensions that is read.
  static let dimensionLimit = 16
  /// The largest number of elements of a tensor, and of all that are read.
  static let elementLimit = 1 << 24

  var storage: PickledStorage
  /// The first element's index in the storage.
  var offset: Int
  var shape: [Int]
  /// How far neighbours along each dimension lie apart, in elements.
  var strides: [Int]

  /// The number of elements.
  ///
  /// - Throws: `ImportError` when sizes are negative or too large.
  func count(_ name: String) throws -> Int {
    guard shape.count == strides.count,
      let count = shape.reduce(1, { product($0, $1) }),
      count <= Self.elementLimit
    else {
      throw ImportError(
        "tensor '\(name)' has a shape that is damaged or larger than "
          + "\(Self.elementLimit) elements; save the state dict again")
    }
    return count
  }

  /// The elements, row-major and little-endian; integers as floats.
  ///
  /// - Parameters:
  ///   - name: the tensor's name, for messages.
  ///   - bytes: the storage's.
  ///   - isBigEndian: whether the bytes of an element begin with the highest.
  /// - Throws: `ImportError` when the view leaves the storage, or the elements
  ///   are no numbers that are read.
  func tensor(
    _ name: String, in bytes: [UInt8], isBigEndian: Bool
  ) throws -> SafeTensors.Tensor {
    guard let type = storage.elementType else {
      throw ImportError(
        "tensor '\(name)' is of \(storage.typeName), which is not read; save "
          + "it as float32")
    }
    let count = try count(name)
    let limit = min(storage.count, bytes.count / type.size)
    guard let end = end(count), end <= limit else {
      throw ImportError(
        "tensor '\(name)' leaves its storage, which is damaged or cut short; "
          + "save the state dict again")
    }
    let elements = Data(gathered(bytes, count, type.size, isBigEndian))
    if let values = SafeTensors.integers(elements, type) {
      return SafeTensors.Tensor(shape: shape, values: values)
    }
    return SafeTensors.Tensor(
      elementType: type, shape: shape, bytes: elements)
  }

  /// One behind the last element's index; nil when it is none.
  private func end(_ count: Int) -> Int? {
    guard offset >= 0, strides.allSatisfy({ $0 >= 0 }) else { return nil }
    if count == 0 { return 0 }
    return zip(shape, strides).reduce(sum(offset, 1)) { end, dimension in
      sum(end, product(dimension.0 - 1, dimension.1))
    }
  }

  private func gathered(
    _ bytes: [UInt8], _ count: Int, _ size: Int, _ isBigEndian: Bool
  ) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(count * size)
    var index = Array(repeating: 0, count: shape.count)
    var place = offset
    for _ in 0..<count {
      let element = bytes[place * size..<(place + 1) * size]
      if isBigEndian {
        result += element.reversed()
      } else {
        result += element
      }
      for dimension in shape.indices.reversed() {
        index[dimension] += 1
        place += strides[dimension]
        if index[dimension] < shape[dimension] { break }
        place -= strides[dimension] * shape[dimension]
        index[dimension] = 0
      }
    }
    return result
  }
}

/// A product of numbers from 0; nil when one is below, or it is too large.
private func product(_ a: Int?, _ b: Int) -> Int? {
  guard let a, a >= 0, b >= 0 else { return nil }
  let (product, overflow) = a.multipliedReportingOverflow(by: b)
  return overflow ? nil : product
}

private func sum(_ a: Int?, _ b: Int?) -> Int? {
  guard let a, let b else { return nil }
  let (sum, overflow) = a.addingReportingOverflow(b)
  return overflow ? nil : sum
}
