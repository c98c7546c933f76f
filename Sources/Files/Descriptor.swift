package import Foundation

/// A file that is open, until the value ends.
package struct Descriptor: ~Copyable {
  let number: Int32

  /// Opens a path.
  package init(_ path: String, _ flags: Int32) throws(SystemError) {
    number = open(path, flags | O_CLOEXEC, 0o666)
    guard number >= 0 else { throw .last }
  }

  deinit { close(number) }

  /// Reads what comes next into a buffer, and gives it; nothing at the end.
  package func next(
    _ buffer: inout [UInt8]
  ) throws(SystemError) -> ArraySlice<UInt8> {
    try readNext(&buffer, from: number)
  }

  func write(_ data: Data) throws(SystemError) {
    try writeAll(data, to: number)
  }
}

/// Reads what comes next from an open file into a buffer, and gives it; nothing
/// at the end.
///
/// - Throws: `SystemError` when it cannot be read.
package func readNext(
  _ buffer: inout [UInt8], from descriptor: Int32
) throws(SystemError) -> ArraySlice<UInt8> {
  while true {
    let count = read(descriptor, &buffer, buffer.count)
    if count >= 0 { return buffer[..<count] }
    try goOn(descriptor, Int16(POLLIN))
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
    } else {
      try goOn(descriptor, Int16(POLLOUT))
    }
  }
}

/// After a call that failed, waits until it can be made again.
///
/// - Throws: `SystemError` when it has failed for good.
private func goOn(
  _ descriptor: Int32, _ events: Int16
) throws(SystemError) {
  if errno == EAGAIN {
    var wait = pollfd(fd: descriptor, events: events, revents: 0)
    poll(&wait, 1, -1)
  } else if errno != EINTR {
    throw .last
  }
}
