/// Lines of standard output, which leave together.
struct LineWriter {
  /// So many bytes leave at once.
  private static let capacity = 1 << 16
  private var bytes: [UInt8] = []

  /// Adds text for programs to the line, every character of it.
  mutating func append(_ text: String) { bytes += text.utf8 }

  /// Ends the line.
  mutating func endLine() throws(ConsoleError) {
    bytes.append(UInt8(ascii: "\n"))
    if bytes.count >= Self.capacity { try flush() }
  }

  /// Writes what has not left yet.
  mutating func flush() throws(ConsoleError) {
    guard !bytes.isEmpty else { return }
    defer { bytes.removeAll(keepingCapacity: true) }
    try Console.write(bytes)
  }
}
