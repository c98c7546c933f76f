import Foundation
import SwiftletONNXSchema

/// The files beside an ONNX model that hold its larger tensors.
///
/// A model names them; nothing outside its folder is ever read.
struct ExternalData {
  /// The model's folder.
  let folder: URL

  /// The bytes of a tensor.
  ///
  /// - Throws: `ImportError` when the file is missing, lies outside the
  ///   folder or is too short, or the place in it is not understood.
  func bytes(of tensor: Onnx_TensorProto, size: Int) throws -> Data {
    var place: [String: String] = [:]
    for entry in tensor.externalData { place[entry.key] = entry.value }
    guard let location = place["location"] else {
      throw ImportError("it does not say which file holds it; export again")
    }
    let offset = try number(place["offset"]) ?? 0
    let length = try number(place["length"]) ?? size
    guard length == size else {
      throw ImportError(
        "it has \(length) bytes in '\(location)', but its shape \(size); "
          + "export again")
    }
    return try read(try file(location), location, offset, size)
  }

  private func number(_ text: String?) throws -> Int? {
    guard let text else { return nil }
    guard let value = Int(text), value >= 0 else {
      throw ImportError("'\(text)' is no place in a file; export again")
    }
    return value
  }

  /// The file of a location: relative, below the folder, and no link that
  /// leads out of it.
  private func file(_ location: String) throws -> URL {
    let parts = location.split(
      separator: "/", omittingEmptySubsequences: false)
    guard !location.contains("\0"), !location.contains("\\"),
      parts.allSatisfy({ !["", "..", "~"].contains($0) })
    else { throw outside(location) }
    let root = folder.resolvingSymlinksInPath().standardizedFileURL.path
    let file = folder.appendingPathComponent(location)
      .resolvingSymlinksInPath().standardizedFileURL
    guard file.path.hasPrefix(root == "/" ? "/" : root + "/") else {
      throw outside(location)
    }
    return file
  }

  private func outside(_ location: String) -> ImportError {
    ImportError(
      "its file '\(location)' lies outside the model's folder, where nothing "
        + "is read; put it beside the model and export again")
  }

  private func read(
    _ file: URL, _ location: String, _ offset: Int, _ size: Int
  ) throws -> Data {
    let attributes = try? FileManager.default.attributesOfItem(
      atPath: file.path)
    guard let attributes,
      attributes[.type] as? FileAttributeType == .typeRegular,
      let handle = try? FileHandle(forReadingFrom: file)
    else {
      throw ImportError(
        "its file '\(location)' is missing; keep it beside the model, or export "
          + "with external_data=False")
    }
    defer { try? handle.close() }
    let total = (attributes[.size] as? Int) ?? 0
    guard offset <= total, size <= total - offset else {
      throw ImportError(
        "its file '\(location)' is cut short: it has \(total) bytes; copy it "
          + "again")
    }
    guard size > 0 else { return Data() }
    try handle.seek(toOffset: UInt64(offset))
    guard let data = try handle.read(upToCount: size), data.count == size else {
      throw ImportError("its file '\(location)' cannot be read; copy it again")
    }
    return data
  }
}
