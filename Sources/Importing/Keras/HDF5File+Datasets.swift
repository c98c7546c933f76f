import Foundation

/// Datasets.
extension HDF5File {
  /// A dataset of floats; nil when there is none of the path.
  ///
  /// - Throws: `ImportError` when it is of a kind that is not read.
  func dataset(_ path: [String]) throws -> (shape: [Int], values: [Float])? {
    guard let header = try find(path) else { return nil }
    let messages = try messages(of: header)
    guard let space = messages[.dataspace]?.first,
      let type = messages[.datatype]?.first,
      let layout = messages[.layout]?.first
    else { throw unsupported(path) }
    guard messages[.filters] == nil, try layout.integer(1, size: 1) != 2 else {
      throw ImportError(
        "dataset '\(path.joined(separator: "/"))' is compressed, or stored in "
          + "chunks; load the model in Keras and save it again")
    }
    let shape = try shape(space, path)
    let elementType = try elementType(type, path)
    let count = ConstantTensor.count(shape)
    guard let count,
      let data = try contiguous(layout, size: count * elementType.size),
      let values = SafeTensors.floats(data, elementType)
    else { throw unsupported(path) }
    return (shape, values)
  }

  private func unsupported(_ path: [String]) -> ImportError {
    ImportError(
      "dataset '\(path.joined(separator: "/"))' is no plain array of floats; "
        + "save the model in float32")
  }

  private func shape(_ space: ByteRange, _ path: [String]) throws -> [Int] {
    let version = try space.integer(0, size: 1)
    let rank = try space.integer(1, size: 1)
    guard version == 1 || version == 2, rank <= 8 else {
      throw unsupported(path)
    }
    let start = version == 1 ? 8 : 4
    return try (0..<rank).map { try space.integer(start + 8 * $0, size: 8) }
  }

  /// A little-endian IEEE 754 float.
  private func elementType(
    _ type: ByteRange, _ path: [String]
  ) throws -> SafeTensors.ElementType {
    let size = try type.integer(4, size: 4)
    guard try type.integer(0, size: 1) & 0xF == 1,
      try type.integer(1, size: 1) & 0x41 == 0
    else { throw unsupported(path) }
    let exponentSize = try type.integer(13, size: 1)
    switch (size, exponentSize) {
    case (2, 5): return .float16
    case (4, 8): return .float32
    case (8, 11): return .float64
    default: throw unsupported(path)
    }
  }

  /// The bytes of a dataset whose layout is version 3, contiguous; nil when
  /// it is another.
  private func contiguous(_ layout: ByteRange, size: Int) throws -> Data? {
    guard try layout.integer(0, size: 2) == 0x0103,
      try layout.integer(10, size: 8) == size
    else { return nil }
    try spend(size)
    return try bytes.data(try layout.integer(2, size: 8), size: size)
  }
}
