import Foundation

extension SafeTensors {
  /// The elements as 32-bit floats; nil when the type is no float of 16 bits
  /// or more.
  static func floats(_ bytes: Data, _ type: ElementType) -> [Float]? {
    switch type {
    case .float32:
      words(bytes, UInt32.self).map(Float.init(bitPattern:))
    case .float64:
      words(bytes, UInt64.self).map { Float(Double(bitPattern: $0)) }
    case .float16:
      words(bytes, UInt16.self).map(float(half:))
    case .bfloat16:
      words(bytes, UInt16.self).map {
        Float(bitPattern: UInt32($0) << 16)
      }
    default: nil
    }
  }

  /// The contents with what integers of 8 and 16 bits count in their place.
  ///
  /// - Parameter step: What a 1 stands for; nil leaves them as they are.
  func counting(_ step: Double?) -> SafeTensors {
    guard let step else { return self }
    return SafeTensors(
      tensors: tensors.mapValues { $0.counting(step) }, metadata: metadata)
  }

  /// The elements as 32-bit floats, rounded to nearest; nil when the type is no
  /// integer and no truth value.
  static func integers(_ bytes: Data, _ type: ElementType) -> [Float]? {
    switch type {
    case .bool: words(bytes, UInt8.self).map { $0 == 0 ? 0 : 1 }
    case .uint8: words(bytes, UInt8.self).map(Float.init)
    case .int8: words(bytes, Int8.self).map(Float.init)
    case .uint16: words(bytes, UInt16.self).map(Float.init)
    case .int16: words(bytes, Int16.self).map(Float.init)
    case .uint32: words(bytes, UInt32.self).map(Float.init)
    case .int32: words(bytes, Int32.self).map(Float.init)
    case .uint64: words(bytes, UInt64.self).map(Float.init)
    case .int64: words(bytes, Int64.self).map(Float.init)
    default: nil
    }
  }

  /// The little-endian words that the bytes hold.
  static func words<Word: FixedWidthInteger>(
    _ bytes: Data, _ type: Word.Type
  ) -> [Word] {
    let size = MemoryLayout<Word>.size
    return bytes.withUnsafeBytes { raw in
      (0..<raw.count / size).map { index in
        let word = raw.loadUnaligned(
          fromByteOffset: index * size, as: Word.self)
        return Word(littleEndian: word)
      }
    }
  }

  /// The value of an IEEE 754 binary16.
  private static func float(half: UInt16) -> Float {
    let sign: Float = half >> 15 == 0 ? 1 : -1
    let exponent = Int(half >> 10 & 0x1F)
    let fraction = Float(half & 0x3FF)
    switch exponent {
    case 0:
      return sign * fraction * 0x1p-24
    case 31:
      return fraction == 0 ? sign * .infinity : .nan
    default:
      return sign
        * Float(
          sign: .plus, exponent: exponent - 25,
          significand: 1024 + fraction)
    }
  }
}

extension SafeTensors.Tensor {
  /// Whether the elements are integers of 8 or 16 bits with a sign.
  var isCount: Bool { elementType == .int8 || elementType == .int16 }

  fileprivate func counting(_ step: Double) -> SafeTensors.Tensor {
    guard isCount, let counts = SafeTensors.integers(bytes, elementType) else {
      return self
    }
    return SafeTensors.Tensor(
      shape: shape, values: counts.map { Float(Double($0) * step) })
  }
}

/// The bit patterns of floats, little-endian.
func littleEndianBytes(_ values: [Float]) -> Data {
  var data = Data(capacity: values.count * 4)
  for value in values {
    withUnsafeBytes(of: value.bitPattern.littleEndian) {
      data.append(contentsOf: $0)
    }
  }
  return data
}
