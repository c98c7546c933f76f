public import Foundation
import SwiftletFiles

/// The contents of a safetensors file: named tensors and named texts.
///
/// The format is that of the `safetensors` package: 8 bytes with the length
/// of the header (little-endian), the header in JSON, the tensors' bytes.
public struct SafeTensors: Equatable, Sendable {
  /// The longest header that is read or written, in bytes.
  public static let headerLimit = 10_000_000

  /// The tensors by name.
  public var tensors: [String: Tensor]
  /// What the file says about itself (`__metadata__`).
  public var metadata: [String: String]

  /// A tensor: its element type, its shape and its bytes.
  public struct Tensor: Equatable, Sendable {
    /// The type of the elements.
    public let elementType: ElementType
    /// The number of elements along each dimension, outermost first; empty
    /// for a scalar.
    public let shape: [Int]
    /// The elements, row-major and little-endian.
    public let bytes: Data

    /// Makes a tensor of 32-bit floats.
    ///
    /// - Precondition: `shape` holds as many elements as `values`.
    public init(shape: [Int], values: [Float]) {
      precondition(shape.reduce(1, *) == values.count)
      self.shape = shape
      elementType = .float32
      bytes = littleEndianBytes(values)
    }

    init(elementType: ElementType, shape: [Int], bytes: Data) {
      self.elementType = elementType
      self.shape = shape
      self.bytes = bytes
    }

    /// The elements as 32-bit floats, rounded to nearest when they are wider.
    ///
    /// - Returns: nil when the elements are not F32, F64, F16 or BF16.
    public func floats() -> [Float]? {
      SafeTensors.floats(bytes, elementType)
    }
  }

  /// The type of a tensor's elements; its raw value is the name in a file.
  public enum ElementType: String, Sendable, CaseIterable {
    /// A truth value in one byte.
    case bool = "BOOL"
    /// An unsigned integer.
    case uint8 = "U8"
    /// A signed integer.
    case int8 = "I8"
    /// An 8-bit float with a 5-bit exponent.
    case float8E5M2 = "F8_E5M2"
    /// An 8-bit float with a 4-bit exponent.
    case float8E4M3 = "F8_E4M3"
    /// An unsigned integer.
    case uint16 = "U16"
    /// A signed integer.
    case int16 = "I16"
    /// An IEEE 754 float.
    case float16 = "F16"
    /// The upper half of an IEEE 754 32-bit float.
    case bfloat16 = "BF16"
    /// An unsigned integer.
    case uint32 = "U32"
    /// A signed integer.
    case int32 = "I32"
    /// An IEEE 754 float.
    case float32 = "F32"
    /// An unsigned integer.
    case uint64 = "U64"
    /// A signed integer.
    case int64 = "I64"
    /// An IEEE 754 float.
    case float64 = "F64"

    /// The size of an element in bytes.
    public var size: Int {
      switch self {
      case .bool, .uint8, .int8, .float8E5M2, .float8E4M3: 1
      case .uint16, .int16, .float16, .bfloat16: 2
      case .uint32, .int32, .float32: 4
      case .uint64, .int64, .float64: 8
      }
    }
  }

  /// Puts contents together.
  public init(tensors: [String: Tensor], metadata: [String: String] = [:]) {
    self.tensors = tensors
    self.metadata = metadata
  }

  /// Reads a file.
  ///
  /// - Throws: `ImportError` when the file cannot be read or breaks a rule
  ///   of the format.
  public init(contentsOf file: URL) throws {
    let data: Data
    do throws(SystemError) {
      data = try SwiftletFiles.contents(of: file)
    } catch {
      let cause = InputError(
        file.relativePath, error, remedy: "give a safetensors file")
      throw ImportError("\(cause)")
    }
    do {
      try self.init(data)
    } catch let error as ImportError {
      throw ImportError("\(file.relativePath): \(error)")
    }
  }

  /// Writes a file: whole, or not at all.
  ///
  /// - Throws: `ImportError` when the contents have no header within the
  ///   limit; `OutputError` when the file cannot be written.
  public func write(to file: URL) throws {
    try OutputFile(file).write(encoded())
  }
}
