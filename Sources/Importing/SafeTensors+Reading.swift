public import Foundation

extension SafeTensors {
  /// Reads the bytes of a file.
  ///
  /// - Throws: `ImportError` when the bytes break a rule of the format: the
  ///   length of the header, its JSON, a name twice, an unknown element type,
  ///   a shape that does not fit its bytes, a hole or an overlap.
  public init(_ data: Data) throws {
    let bytes = Data(data)
    let headerEnd = try Self.headerEnd(bytes)
    let json = bytes[8..<headerEnd]
    guard json.first == UInt8(ascii: "{") else {
      throw damaged("the header does not begin with {")
    }
    let header: Header
    do {
      header = try JSONDecoder().decode(Header.self, from: Data(json))
    } catch let error as ImportError {
      throw error
    } catch {
      throw damaged("the header is no JSON of a safetensors file")
    }
    guard Self.countNames(json) == header.nameCount else {
      throw damaged("an object of the header holds a name twice")
    }
    try Self.checkLayout(header.entries, bytes.count - headerEnd)
    metadata = header.metadata
    tensors = header.entries.mapValues { entry in
      Tensor(
        elementType: entry.elementType, shape: entry.shape,
        bytes: Data(
          bytes[headerEnd + entry.begin..<headerEnd + entry.end]))
    }
  }

  private static func headerEnd(_ bytes: Data) throws -> Int {
    guard bytes.count >= 8 else {
      throw damaged("the file is shorter than 8 bytes")
    }
    let length = bytes.prefix(8).reversed().reduce(UInt64(0)) {
      $0 << 8 | UInt64($1)
    }
    guard length <= UInt64(headerLimit) else {
      throw damaged("the header is longer than \(headerLimit) bytes")
    }
    guard length <= UInt64(bytes.count - 8) else {
      throw damaged("the file ends within the header")
    }
    return 8 + Int(length)
  }

  /// Checks that the tensors fill the bytes after the header, each with the
  /// bytes of its shape, without a hole or an overlap.
  private static func checkLayout(
    _ entries: [String: Header.Entry], _ byteCount: Int
  ) throws {
    for (name, entry) in entries {
      guard entry.begin >= 0, entry.end >= entry.begin,
        entry.end <= byteCount
      else { throw damaged("tensor '\(name)' lies outside the file") }
      guard byteSize(entry) == entry.end - entry.begin else {
        throw damaged("the shape of tensor '\(name)' does not fit its bytes")
      }
    }
    var end = 0
    let places = entries.sorted {
      ($0.value.begin, $0.value.end) < ($1.value.begin, $1.value.end)
    }
    for (name, entry) in places {
      guard entry.begin == end else {
        throw damaged(
          "there is \(entry.begin > end ? "a hole" : "an overlap") before "
            + "tensor '\(name)'")
      }
      end = entry.end
    }
    guard end == byteCount else {
      throw damaged("there are bytes after the last tensor")
    }
  }

  /// The number of bytes of an entry's shape; nil when it is negative or too
  /// large.
  private static func byteSize(_ entry: Header.Entry) -> Int? {
    var size = entry.elementType.size
    for dimension in entry.shape {
      let (product, overflow) = size.multipliedReportingOverflow(
        by: dimension)
      if dimension < 0 || overflow { return nil }
      size = product
    }
    return size
  }

  /// How many names the objects of a header have, repeated ones included: the
  /// colons outside strings.
  private static func countNames(_ json: Data) -> Int {
    var count = 0
    var inString = false
    var escaped = false
    for byte in json {
      if inString {
        inString = escaped || byte != UInt8(ascii: "\"")
        escaped = !escaped && byte == UInt8(ascii: "\\")
      } else {
        inString = byte == UInt8(ascii: "\"")
        count += byte == UInt8(ascii: ":") ? 1 : 0
      }
    }
    return count
  }
}

func damaged(_ reason: String) -> ImportError {
  ImportError("\(reason); export the file again")
}
