import Foundation
import SwiftProtobuf
import SwiftletONNXSchema

/// Tensors outside the file.
extension WrongONNX {
  static let externalData = [
    external("missing external data", "is missing; keep it beside") { _, _ in },
    external("external data that is cut short", "is cut short") {
      $1.count = 100
    },
    external("a path out of the folder", "lies outside the model's folder") {
      tensor, _ in tensor.place("location", "../secret.data")
    },
    external("an absolute path", "lies outside the model's folder") {
      tensor, _ in tensor.place("location", "/etc/passwd")
    },
    external("a path with a way back", "lies outside the model's folder") {
      tensor, _ in tensor.place("location", "a/../../secret.data")
    },
    external("a link out of the folder", "lies outside the model's folder") {
      $1.isLink = true
    },
    external("the folder for a file", "lies outside the model's folder") {
      tensor, _ in tensor.place("location", ".")
    },
    external("a negative place", "'-4' is no place in a file") {
      tensor, file in
      tensor.place("offset", "-4")
      file.count = 10_000
    },
    external("a place beyond the file", "is cut short") {
      tensor, file in
      tensor.place("offset", "9223372036854775807")
      file.count = 10_000
    },
    external("another length", "it has 4 bytes in 'weights.data'") {
      tensor, file in
      tensor.place("length", "4")
      file.count = 10_000
    },
  ]

  /// The file that a tensor names.
  private struct DataFile {
    var count = 0
    var isLink = false
  }

  private static func external(
    _ name: String, _ sentence: String,
    _ body: @escaping @Sendable (inout Onnx_TensorProto, inout DataFile) -> Void
  ) -> WrongModel {
    WrongModel(
      name: name, file: "inner/model.onnx", sentence: sentence
    ) { folder in
      var model = try load("onnx-node-lstm.onnx")
      var file = DataFile()
      model.graph.initializer[0].clearRawData()
      model.graph.initializer[0].dataLocation = .external
      model.graph.initializer[0].place("location", "weights.data")
      body(&model.graph.initializer[0], &file)
      let inner = folder.appendingPathComponent("inner")
      try FileManager.default.createDirectory(
        at: inner, withIntermediateDirectories: true)
      let secret = folder.appendingPathComponent("secret.data")
      try Data(count: 100_000).write(to: secret)
      let data = inner.appendingPathComponent("weights.data")
      if file.count > 0 { try Data(count: file.count).write(to: data) }
      if file.isLink {
        try FileManager.default.createSymbolicLink(
          at: data, withDestinationURL: secret)
      }
      try model.serializedData().write(
        to: inner.appendingPathComponent("model.onnx"))
    }
  }
}
