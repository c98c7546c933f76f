public import Foundation

/// Reads models of other frameworks.
public enum ModelImport {
  /// Reads a file, whose kind its contents say: a PyTorch state dict in
  /// safetensors, an ONNX model, or a Keras archive.
  ///
  /// - Parameters:
  ///   - file: The model; an ONNX model's external data lie in its folder.
  ///   - modules: Of a state dict: the order of its modules and what follows
  ///     each; empty to find the order by the sizes.
  ///   - graph: Of an ONNX model: what it leaves open.
  /// - Throws: `ImportError` when the file cannot be read or holds something
  ///   that is not understood.
  public static func read(
    _ file: URL, modules: [ModuleChoice] = [], graph: GraphOptions = .init()
  ) throws -> ImportedNetwork {
    do {
      return try read(try contents(of: file), at: file, modules, graph)
    } catch {
      throw ImportError("\(file.relativePath): \(error)")
    }
  }

  /// The paths of the files that `read` reads: the model's, and those of an
  /// ONNX model's external data.
  package static func paths(of file: URL) -> [String] {
    let data = (try? Data(contentsOf: file)) ?? Data()
    let external = (try? ONNXFile(data, folder: file))?.externalFiles ?? []
    let folder = file.deletingLastPathComponent()
    return [file.relativePath]
      + external.map { folder.appendingPathComponent($0).path }
  }

  private static func contents(of file: URL) throws -> Data {
    guard let data = try? Data(contentsOf: file) else {
      throw ImportError(
        "cannot be read; give an .onnx, .safetensors or .keras file")
    }
    return data
  }

  private static func read(
    _ data: Data, at file: URL, _ modules: [ModuleChoice],
    _ graph: GraphOptions
  ) throws -> ImportedNetwork {
    let format = try FileFormat(data)
    guard format == .safetensors || modules.isEmpty else {
      throw ImportError(
        "`modules` goes with a PyTorch state dict only; leave it out")
    }
    guard format == .onnx || graph.isEmpty else {
      throw ImportError(
        "`fixed`, `shapes` and `context` go with an ONNX model only; leave "
          + "them out")
    }
    switch format {
    case .safetensors:
      return try StateDict(SafeTensors(data)).network(modules)
    case .onnx:
      return try ONNXFile(
        data, folder: file.deletingLastPathComponent()
      ).network(graph)
    case .keras:
      return try KerasArchive(data).network()
    }
  }
}

/// What a file is, by its first bytes.
private enum FileFormat {
  case safetensors, onnx, keras

  init(_ data: Data) throws {
    let bytes = [UInt8](data.prefix(10))
    if bytes.starts(with: Array("PK\u{3}\u{4}".utf8)) {
      guard data.range(of: Data("data.pkl".utf8)) == nil else {
        throw ImportError(
          "is a pickle of PyTorch, which can run code when it is opened; save "
            + "model.state_dict() with safetensors.torch.save_file")
      }
      self = .keras
    } else if bytes.starts(with: [0x89, 0x48, 0x44, 0x46]) {
      throw ImportError(
        "is an HDF5 file, which lacks the architecture or is of an old Keras; "
          + "save the model as model.keras")
    } else if bytes.count > 8, bytes[8] == UInt8(ascii: "{"),
      bytes[4...7].allSatisfy({ $0 == 0 })
    {
      // A length below 2^32, then the JSON.
      self = .safetensors
    } else {
      self = .onnx
    }
  }
}
