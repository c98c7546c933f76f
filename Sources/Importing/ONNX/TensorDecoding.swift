import Foundation
import SwiftletONNXSchema

/// Reads the tensors of an ONNX file.
struct TensorDecoding {
  /// Where tensors lie that are kept outside the file.
  let external: ExternalData

  /// The elements of a tensor.
  ///
  /// - Throws: `ImportError` when its shape, its type or its data are not
  ///   understood, or do not fit each other.
  func tensor(_ proto: Onnx_TensorProto) throws -> ConstantTensor {
    let shape = proto.dims.map { Int($0) }
    guard let count = ConstantTensor.count(shape) else {
      throw error(proto, "has the shape \(shape), which no model needs")
    }
    guard !proto.hasSegment else {
      throw error(proto, "is stored in segments, which are not supported")
    }
    guard let type = Onnx_TensorProto.DataType(rawValue: Int(proto.dataType))
    else { throw error(proto, "has the unknown type \(proto.dataType)") }
    let elements = try elements(proto, type, count)
    return ConstantTensor(shape: shape, elements)
  }

  private func elements(
    _ proto: Onnx_TensorProto, _ type: Onnx_TensorProto.DataType, _ count: Int
  ) throws -> ConstantTensor.Elements {
    if let elementType = Self.elementType(type),
      let bytes = try rawBytes(proto, count * elementType.size)
    {
      return Self.decode(bytes, elementType)
    }
    let elements: ConstantTensor.Elements
    switch type {
    case .float: elements = .floats(proto.floatData)
    case .double: elements = .floats(proto.doubleData.map { Float($0) })
    case .int64: elements = .integers(proto.int64Data.map { Int($0) })
    case .int32, .bool:
      elements = .integers(proto.int32Data.map { Int($0) })
    case .int8, .uint8, .int4, .uint4:
      throw ImportError(
        "tensor '\(proto.name)' is of type '\(type)', as those of a model that "
          + "is quantized already; import the float model and give it to "
          + "'swiftlet quantize'")
    default:
      throw error(
        proto,
        "is of type '\(type)'; float, double, half, bfloat16, int32, int64 and "
          + "bool are read")
    }
    let found = ConstantTensor.count(of: elements)
    guard found == count else {
      throw error(proto, "has \(found) elements, but its shape \(count)")
    }
    return elements
  }

  /// The bytes of a tensor that is stored as such; nil when it is not.
  private func rawBytes(
    _ proto: Onnx_TensorProto, _ size: Int
  ) throws -> Data? {
    if proto.dataLocation == .external {
      do {
        return try external.bytes(of: proto, size: size)
      } catch {
        throw ImportError("tensor '\(proto.name)': \(error)")
      }
    }
    guard proto.hasRawData else { return nil }
    guard proto.rawData.count == size else {
      throw error(
        proto, "has \(proto.rawData.count) bytes, but its shape \(size)")
    }
    return proto.rawData
  }

  private static func elementType(
    _ type: Onnx_TensorProto.DataType
  ) -> SafeTensors.ElementType? {
    switch type {
    case .float: .float32
    case .double: .float64
    case .float16: .float16
    case .bfloat16: .bfloat16
    case .int32: .int32
    case .int64: .int64
    case .bool: .bool
    default: nil
    }
  }

  private static func decode(
    _ bytes: Data, _ type: SafeTensors.ElementType
  ) -> ConstantTensor.Elements {
    if let floats = SafeTensors.floats(bytes, type) { return .floats(floats) }
    switch type {
    case .int64:
      return .integers(SafeTensors.words(bytes, Int64.self).map { Int($0) })
    case .int32:
      return .integers(SafeTensors.words(bytes, Int32.self).map { Int($0) })
    default: return .integers(bytes.map { $0 == 0 ? 0 : 1 })
    }
  }

  private func error(
    _ proto: Onnx_TensorProto, _ reason: String
  ) -> ImportError {
    ImportError("tensor '\(proto.name)' \(reason); export the model again")
  }
}

extension ConstantTensor {
  fileprivate static func count(of elements: Elements) -> Int {
    switch elements {
    case .floats(let values): values.count
    case .integers(let values): values.count
    }
  }
}
