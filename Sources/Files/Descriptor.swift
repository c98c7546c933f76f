package import Foundation

/// A file that is open, until the value ends.
struct Descriptor: ~Copyable {
  let number: Int32

  /// Opens a path.
  init(_ path: String, _ flags: Int32) throws(SystemError) {
    number = open(path, flags | O_CLOEXEC, 0o666)
    guard number >= 0 else { throw .last }
  }

  deinit { close(number) }

  func write(_ data: Data) throws(SystemError) {
    try writeAll(data, to: number)
  }
}

/// Writes all of the data to an open file, in as many pieces as it takes.
///
/// - Throws: `SystemError` when a piece cannot be written.
package func writeAll(
  _ data: Data, to descriptor: Int32
) throws(SystemError) {
  var rest = data[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes {
      write(descriptor, $0.baseAddress, $0.count)
    }
    if count >= 0 {
      rest = rest.dropFirst(count)
    } else if errno == EAGAIN {
      var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      poll(&wait, 1, -1)
    } else if errno != EINTR {
      throw .last
    }
  }
}
