package import CSwiftlet
public import Foundation
public import SwiftletFiles
import SwiftletRuntime

/// An opened model file, on the host: its bytes, checked.
///
/// A device opens the same bytes in place with `swiftlet_open`; this type adds
/// the memory, and errors in plain English.
public final class QuantizedModel: @unchecked Sendable {
  /// The handle that the C interface takes. Its pointer lives as long as the
  /// model, whose memory nobody writes.
  package let handle: swiftlet_model
  private let memory: UnsafeMutableRawBufferPointer

  /// Opens the bytes of a model file.
  ///
  /// - Parameter name: What an error calls the model; its path, say.
  /// - Throws: `ModelError` when the runtime refuses the bytes.
  public init(bytes: Data, name: String = "model") throws {
    memory = .allocate(byteCount: bytes.count, alignment: 64)
    memory.copyBytes(from: bytes)
    var model = swiftlet_model()
    let status = swiftlet_open(&model, memory.baseAddress, memory.count)
    handle = model
    guard status == SWIFTLET_OK else {
      throw ModelError("\(name): \(QuantizedModel.reason(for: status))")
    }
    let scales = layerViews.map { Float(bitPattern: $0.outputScaleBits) }
    guard scales.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      throw ModelError(
        "\(name): a layer's output scale is not above 0; quantize the network "
          + "again")
    }
  }

  deinit { memory.deallocate() }

  /// Calls a function of the C interface with the model's handle.
  func withHandle<Result>(
    _ body: (UnsafePointer<swiftlet_model>) -> Result
  ) -> Result {
    var handle = handle
    return body(&handle)
  }

  /// Opens a model file.
  ///
  /// - Throws: `ModelError` when the file cannot be read or the runtime
  ///   refuses it.
  public convenience init(contentsOf url: URL) throws {
    let data: Data
    do throws(SystemError) {
      data = try contents(of: url)
    } catch {
      throw ModelError("\(InputError(url.path, error))")
    }
    try self.init(bytes: data, name: url.path)
  }

  /// The file's bytes.
  public var bytes: Data { Data(memory) }

  /// Writes the file; one that is already there is replaced as a whole or not
  /// at all.
  ///
  /// - Throws: `OutputError` when it cannot be written.
  public func write(to url: URL) throws(OutputError) {
    try OutputFile(url).write(bytes)
  }

  /// Runs the recorded steps and compares every integer.
  ///
  /// - Throws: `ModelError` when one differs.
  public func selfTest() throws(ModelError) {
    var model = handle
    let arena = UnsafeMutableRawBufferPointer.allocate(
      byteCount: swiftlet_arena_size(&model), alignment: 16)
    defer { arena.deallocate() }
    let status = swiftlet_self_test(&model, arena.baseAddress, arena.count)
    guard status == SWIFTLET_OK else {
      throw ModelError(
        "the recorded steps give other integers here; this machine or this "
          + "build is broken")
    }
  }

  private static func reason(for status: swiftlet_status) -> String {
    switch status {
    case SWIFTLET_NOT_A_MODEL:
      "not a Swiftlet model; give a file that 'swiftlet quantize' wrote"
    case SWIFTLET_TRUNCATED:
      "the file is cut short; copy it again or quantize again"
    case SWIFTLET_CORRUPT:
      "the file is damaged (a checksum differs); copy it again or quantize "
        + "again"
    case SWIFTLET_UNSUPPORTED_VERSION:
      "the file's format is another version's; use the swiftlet that wrote it"
    case SWIFTLET_UNSUPPORTED_FEATURE:
      "the file needs a feature that this version lacks; use a newer swiftlet"
    case SWIFTLET_OVERFLOW:
      "a row could overflow its accumulator; quantize the network again"
    default: "the file contradicts itself; quantize the network again"
    }
  }
}
