import Foundation
import SwiftProtobuf
package import SwiftletONNXSchema

/// ONNX models with something that is not supported or not right.
package enum WrongONNX {
  package static let all =
    recurrent + graphs + normalizations + loops + operators + shapes
    + externalData + files

  /// A change of the graph x, W, R, B → recurrent node → y → Squeeze → z.
  static func change(
    _ name: String, _ sentence: String, of fixture: String = "lstm",
    _ body: @escaping @Sendable (inout Onnx_GraphProto) -> Void
  ) -> WrongModel {
    WrongModel(name: name, file: "model.onnx", sentence: sentence) { folder in
      var model = try load("onnx-node-\(fixture).onnx")
      body(&model.graph)
      try model.serializedData().write(
        to: folder.appendingPathComponent("model.onnx"))
    }
  }

  package static func load(_ name: String) throws -> Onnx_ModelProto {
    try Onnx_ModelProto(
      serializedBytes: Data(contentsOf: fixture(name)))
  }

  private static let files = [
    WrongModel(
      name: "an old operator set", file: "model.onnx",
      sentence: "uses version 5 of ONNX's operators, where 7"
    ) {
      var model = try load("onnx-node-lstm.onnx")
      model.opsetImport[0].version = 5
      try model.serializedData().write(
        to: $0.appendingPathComponent("model.onnx"))
    },
    WrongModel(
      name: "operators of others alone", file: "model.onnx",
      sentence: "uses operators of 'ai.onnx.ml' alone"
    ) {
      var model = try load("onnx-node-lstm.onnx")
      model.opsetImport[0].domain = "ai.onnx.ml"
      try model.serializedData().write(
        to: $0.appendingPathComponent("model.onnx"))
    },
    raw("a truncated file", "or is cut short") {
      try Data(contentsOf: fixture("onnx-node-lstm.onnx")).dropLast(40)
    },
    raw("an empty file", "is no model that swiftlet reads") { Data() },
    raw("a text", "is no model that swiftlet reads") { Data("x,y\n".utf8) },
    raw("graphs within graphs", "or is cut short") {
      var bytes = Data()
      for _ in 0..<5000 {
        // A graph attribute of a node of a graph: fields 6, 5 and 1.
        bytes = message(6, message(5, message(1, bytes)))
      }
      return message(7, bytes)
    },
  ]

  private static func raw(
    _ name: String, _ sentence: String,
    _ bytes: @escaping @Sendable () throws -> Data
  ) -> WrongModel {
    WrongModel(name: name, file: "model.onnx", sentence: sentence) {
      try bytes().write(to: $0.appendingPathComponent("model.onnx"))
    }
  }

  /// A field of protobuf's wire format that holds a message.
  private static func message(_ field: UInt8, _ bytes: Data) -> Data {
    var size = bytes.count
    var varint = Data()
    repeat {
      varint.append(UInt8(size & 0x7F) | (size > 0x7F ? 0x80 : 0))
      size >>= 7
    } while size > 0
    return Data([field << 3 | 2]) + varint + bytes
  }
}
