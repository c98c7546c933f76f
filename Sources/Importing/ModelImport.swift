public import Foundation
import SwiftletFiles

/// Reads models of other frameworks.
public enum ModelImport {
  /// Reads a file, whose kind its contents say: a PyTorch state dict in
  /// safetensors or of `torch.save`, an ONNX model, a Keras model, or an audio
  /// model in JSON.
  ///
  /// - Parameters:
  ///   - file: The model; an ONNX model's external data lie in its folder.
  ///   - modules: Of a state dict: the order of its modules and what follows
  ///     each; empty to find the order by the sizes.
  ///   - graph: Of an ONNX model: what it leaves open.
  ///   - grid: The step of which every weight of a matrix is a multiple, from
  ///     `ImportedNetwork.gridRange`; the 8-bit and 16-bit integers of a state
  ///     dict count it. nil for weights of any kind; those that are all
  ///     integers of 8 bits times a power of two up to 1 have a grid then, too.
  /// - Throws: `ImportError` when the file cannot be read, holds something
  ///   that is not understood, or a weight is no multiple of `grid`.
  public static func read(
    _ file: URL, modules: [ModuleChoice] = [], graph: GraphOptions = .init(),
    grid: Double? = nil
  ) throws -> ImportedNetwork {
    do {
      let network = try read(
        try contents(of: file), at: file, modules, graph, grid)
      return try grid.map(network.onGrid) ?? network.onGridOfItsOwn()
    } catch {
      throw ImportError("\(file.relativePath): \(error)")
    }
  }

  /// The paths of the files that `read` reads: the model's, and those of an
  /// ONNX model's external data, which one from a pipe cannot have.
  package static func paths(of file: URL) -> [String] {
    guard isPlainFile(file.relativePath) else { return [file.relativePath] }
    let data = (try? SwiftletFiles.contents(of: file)) ?? Data()
    let external = (try? ONNXFile(data, folder: file))?.externalFiles ?? []
    let folder = file.deletingLastPathComponent()
    return [file.relativePath]
      + external.map { folder.appendingPathComponent($0).path }
  }

  private static func contents(of file: URL) throws -> Data {
    do {
      return try SwiftletFiles.contents(of: file)
    } catch {
      throw ImportError(
        "cannot be read: \(error); give an .onnx, .safetensors, .pt, .keras, "
          + ".h5, .json or .nam file")
    }
  }

  private static func read(
    _ data: Data, at file: URL, _ modules: [ModuleChoice],
    _ graph: GraphOptions, _ grid: Double?
  ) throws -> ImportedNetwork {
    let format = try FileFormat(data)
    guard format == .onnx || graph.isEmpty else {
      throw ImportError(
        "`fixed`, `shapes` and `context` go with an ONNX model only; leave "
          + "them out")
    }
    if let stateDict = try format.stateDict(data, grid) {
      return try stateDict.network(modules)
    }
    guard modules.isEmpty else {
      throw ImportError(
        "`modules` goes with a PyTorch state dict only; leave it out")
    }
    switch format {
    case .safetensors, .torch, .json:
      return try AudioModel(data).network()
    case .onnx:
      let model = try ONNXFile(
        data, folder: file.deletingLastPathComponent())
      guard model.externalFiles.isEmpty || isPlainFile(file.relativePath) else {
        throw ImportError(
          "its data lie in files beside it, which a pipe does not have; give "
            + "the file")
      }
      return try model.network(graph)
    case .keras:
      return try KerasModel(archive: data).network()
    case .hdf5:
      return try KerasModel(hdf5: data).network()
    }
  }
}

/// What a file is, by its first bytes.
private enum FileFormat {
  case safetensors, torch, onnx, keras, hdf5, json

  init(_ data: Data) throws {
    let bytes = [UInt8](data.prefix(16))
    if bytes.starts(with: Array("PK\u{3}\u{4}".utf8)) {
      let archive = try ZIPArchive(data)
      guard !archive.names.contains(where: { $0.hasSuffix(".npy") }) else {
        throw ImportError(
          "is an archive of NumPy's arrays, which tells no layers; of a network "
            + "of PyTorch \(TorchArchive.remedy); of one of Keras, "
            + "model.save('model.keras')")
      }
      self = try TorchArchive.isOne(archive) ? .torch : .keras
    } else if bytes.count > 8, bytes[8] == UInt8(ascii: "{"),
      bytes[4...7].allSatisfy({ $0 == 0 })
    {
      // A length below 2^32, which may begin as a pickle does, then the JSON.
      self = .safetensors
    } else if let refusal = OldPickle.refusal(bytes) {
      throw ImportError(refusal)
    } else if let refusal = TensorFlowFile.refusal(data) {
      throw ImportError(refusal)
    } else if bytes.starts(with: [0x89, 0x48, 0x44, 0x46]) {
      self = .hdf5
    } else {
      self = AudioModel.isJSON(data) ? .json : .onnx
    }
  }

  /// The state dict that a file holds; nil of files of other kinds.
  ///
  /// - Parameter grid: What its integers count.
  func stateDict(_ data: Data, _ grid: Double?) throws -> StateDict? {
    switch self {
    case .safetensors: try StateDict(SafeTensors(data).counting(grid))
    case .torch: try TorchArchive(data).stateDict(grid)
    case .json: try AudioModel(data).stateDict()
    case .onnx, .keras, .hdf5: nil
    }
  }
}
