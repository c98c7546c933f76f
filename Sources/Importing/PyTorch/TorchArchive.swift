import Foundation

/// A file of `torch.save`, PyTorch 1.6 or later: a ZIP archive with a pickle
/// and, for each storage, a file. The pickle is read by `Unpickler` and never
/// run.
struct TorchArchive {
  /// What to save instead of what is refused.
  static let remedy =
    "save the state dict alone: torch.save(model.state_dict(), 'model.pt')"

  private let archive: ZIPArchive
  /// What the names of the archive's files begin with, such as `model/`.
  private let prefix: String

  /// Whether a ZIP archive is PyTorch's.
  ///
  /// - Throws: `ImportError` when it is one of `torch.export`.
  static func isOne(_ archive: ZIPArchive) throws -> Bool {
    guard !archive.names.contains(where: { $0.hasSuffix("/archive_format") })
    else {
      throw ImportError(
        "is an archive of torch.export, which holds code; save its state dict: "
          + "torch.save(torch.export.load('model.pt2').state_dict, 'model.pt')")
    }
    return prefix(in: archive) != nil
  }

  /// Opens an archive.
  ///
  /// - Throws: `ImportError` when it is damaged, or holds code.
  init(_ data: Data) throws {
    archive = try ZIPArchive(data, remedy: Self.remedy)
    guard let prefix = Self.prefix(in: archive) else {
      throw ImportError("is no archive of torch.save; \(Self.remedy)")
    }
    self.prefix = prefix
    guard !archive.has(prefix + "constants.pkl"),
      !archive.names.contains(where: { $0.hasPrefix(prefix + "code/") })
    else {
      throw ImportError(
        "is a TorchScript archive, which holds code; save its state dict: "
          + "torch.save(torch.jit.load('script.pt').state_dict(), 'model.pt')")
    }
  }

  private static func prefix(in archive: ZIPArchive) -> String? {
    archive.names.filter {
      $0 == pickle || $0.hasSuffix("/" + pickle)
    }.min().map { String($0.dropLast(pickle.count)) }
  }

  private static let pickle = "data.pkl"

  /// The state dict.
  ///
  /// - Parameter grid: What its integers count.
  /// - Throws: `ImportError` when there is none, or a tensor is damaged or of
  ///   elements that are not read.
  func stateDict(_ grid: Double? = nil) throws -> StateDict {
    var unpickler = Unpickler(try archive.file(prefix + Self.pickle))
    let value = try unpickler.value()
    let checkpoint = try Checkpoint(value, unpickler.heap)
    return try StateDict(
      SafeTensors(tensors: try read(checkpoint.tensors)).counting(grid),
      remarks: checkpoint.remark.map { [$0] } ?? [])
  }

  private func read(
    _ tensors: [String: PickledTensor]
  ) throws -> [String: SafeTensors.Tensor] {
    let isBigEndian = try isBigEndian()
    var storages: [String: [UInt8]] = [:]
    var total = 0
    var result: [String: SafeTensors.Tensor] = [:]
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      total += try tensor.count(name)
      guard total <= PickledTensor.elementLimit else {
        throw ImportError(
          "the state dict has more than \(PickledTensor.elementLimit) "
            + "elements, which is no model for a microcontroller; save a "
            + "smaller one")
      }
      let key = tensor.storage.key
      let bytes =
        try storages[key] ?? [UInt8](archive.file("\(prefix)data/\(key)"))
      storages[key] = bytes
      result[name] = try tensor.tensor(
        name, in: bytes, isBigEndian: isBigEndian)
    }
    return result
  }

  private func isBigEndian() throws -> Bool {
    guard archive.has(prefix + "byteorder") else { return false }
    return try archive.file(prefix + "byteorder") == Data("big".utf8)
  }
}
