import Foundation
import SwiftProtobuf
import SwiftletONNXSchema

/// An ONNX model's file.
struct ONNXFile {
  private let model: Onnx_ModelProto
  private let external: ExternalData

  /// The versions of ONNX's operators that are read.
  private static let versions = 7...26

  /// Parses a file.
  ///
  /// - Parameter folder: Where the files lie that hold its larger tensors.
  /// - Throws: `ImportError` when the bytes are no ONNX model, or are cut
  ///   short.
  init(_ data: Data, folder: URL) throws {
    var options = BinaryDecodingOptions()
    options.messageDepthLimit = 32
    options.discardUnknownFields = true
    guard
      let model = try? Onnx_ModelProto(
        serializedBytes: data, partial: true, options: options),
      model.hasGraph, !model.graph.node.isEmpty
    else {
      throw ImportError(
        "is no model that swiftlet reads (ONNX, a PyTorch state dict, a .keras "
          + "archive or an audio model in JSON), or is cut short; export it "
          + "again")
    }
    self.model = model
    external = ExternalData(folder: folder)
  }

  /// The names of the files, in the model's folder, that hold tensors.
  var externalFiles: Set<String> {
    let tensors =
      model.graph.initializer
      + model.graph.node.flatMap { $0.attribute.map(\.t) }
    return Set(
      tensors.flatMap(\.externalData).filter { $0.key == "location" }
        .map(\.value))
  }

  /// The network of the graph.
  ///
  /// - Throws: `ImportError` when a node or a tensor is not understood, or the
  ///   options do not fit the graph.
  func network(_ options: GraphOptions = .init()) throws -> ImportedNetwork {
    let version = try version()
    let decoding = TensorDecoding(external: external)
    let graph = try WrittenNorms.replaced(
      in: WrittenCells.replaced(in: model.graph.inOrder, decoding), decoding)
    let failure: any Error
    do {
      return try network(graph, options, version, hasFrames: false)
    } catch { failure = error }
    // Convolutions run over timesteps, or else over what one brings.
    guard graph.hasConvolution else {
      guard let window = try VectorWindow(graph, decoding) else {
        throw failure
      }
      return try network(
        window.graph, options, version, hasFrames: false,
        remarks: [window.remark])
    }
    do {
      return try network(graph, options, version, hasFrames: true)
    } catch {
      throw graph.runsOverTime ? failure : error
    }
  }

  /// The version of ONNX's own operators.
  ///
  /// - Throws: `ImportError` when it is none that is read.
  private func version() throws -> Int {
    let imports = model.opsetImport
    guard
      let own = imports.first(where: { ["", "ai.onnx"].contains($0.domain) })
    else {
      let domains = imports.map { "'\($0.domain)'" }.joined(separator: ", ")
      throw ImportError(
        domains.isEmpty
          ? "the model does not say which version of ONNX's operators it uses; "
            + "export it again, with opset_version=20"
          : "the model uses operators of \(domains) alone, as decision trees and "
            + "pipelines of scikit-learn do; export a network with ONNX's own "
            + "operators")
    }
    guard Self.versions ~= Int(own.version) else {
      throw ImportError(
        "the model uses version \(own.version) of ONNX's operators, where "
          + "\(Self.versions.lowerBound) to \(Self.versions.upperBound) are read; "
          + "export it with opset_version=20")
    }
    return Int(own.version)
  }

  private func network(
    _ graph: Onnx_GraphProto, _ options: GraphOptions, _ version: Int,
    hasFrames: Bool, remarks: [String] = []
  ) throws -> ImportedNetwork {
    var reader = try GraphReader(
      graph, version: version,
      decoding: TensorDecoding(external: external), options,
      hasFrames: hasFrames)
    reader.remarks = remarks
    return try reader.network(
      metadata: Dictionary(
        model.metadataProps.map { ($0.key, $0.value) },
        uniquingKeysWith: { first, _ in first }))
  }
}

extension Onnx_GraphProto {
  /// Whether recurrent layers run over timesteps that a call brings, as they do
  /// where their states are not carried from call to call.
  fileprivate var runsOverTime: Bool {
    node.contains { ["RNN", "GRU", "LSTM"].contains($0.opType) }
      && StateInputs.names(in: self).isEmpty
  }

  /// The graph with each node behind those whose outputs it takes, as ONNX
  /// asks for and some tools do not write; nodes that are in order stay so.
  fileprivate var inOrder: Onnx_GraphProto {
    var producers: [String: Int] = [:]
    for (index, node) in node.enumerated() {
      for name in node.output where !name.isEmpty { producers[name] = index }
    }
    var order: [Int] = []
    var isOpen = Array(repeating: false, count: node.count)
    var isDone = isOpen
    for last in node.indices {
      var stack = [last]
      while let index = stack.last {
        guard !isDone[index] else {
          stack.removeLast()
          continue
        }
        let missing = node[index].input.compactMap { producers[$0] }
          .filter { !isDone[$0] && !isOpen[$0] }
        if isOpen[index], missing.isEmpty {
          order.append(index)
          isDone[index] = true
        } else {
          isOpen[index] = true
          stack += missing.reversed()
        }
      }
    }
    var graph = self
    graph.node = order.map { node[$0] }
    return graph
  }

  /// Whether the graph, or one within it, has a convolution.
  fileprivate var hasConvolution: Bool {
    node.contains { node in
      node.opType == "Conv"
        || node.attribute.contains { $0.type == .graph && $0.g.hasConvolution }
    }
  }
}
