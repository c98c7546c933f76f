import Foundation

/// Why the system refuses a call on a file.
package struct SystemError: Error, CustomStringConvertible, Equatable {
  /// The system's number of the cause.
  package let code: Int32

  /// An error of a cause.
  package init(_ code: Int32) { self.code = code }

  /// The error of the call that failed last.
  package static var last: SystemError { SystemError(errno) }

  /// The cause in the system's words, such as `no space left on device`.
  package var description: String {
    let text = String(cString: strerror(code))
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}
