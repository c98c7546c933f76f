package import Foundation

/// The bytes of a file.
///
/// - Parameter limit: How many bytes there are at most: a device may never
///   end.
/// - Throws: `SystemError` when it cannot be read; `EFBIG` when it is longer.
package func contents(
  of file: URL, atMost limit: Int = 1 << 28
) throws(SystemError) -> Data {
  let descriptor = try Descriptor(file.relativePath, O_RDONLY)
  var data = Data()
  var piece = [UInt8](repeating: 0, count: 1 << 18)
  while data.count <= limit {
    let count = read(descriptor.number, &piece, piece.count)
    if count == 0 { return data }
    if count > 0 {
      data += piece[..<count]
    } else if errno != EINTR {
      throw .last
    }
  }
  throw SystemError(EFBIG)
}
