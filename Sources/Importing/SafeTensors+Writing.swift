public import Foundation

extension SafeTensors {
  /// The bytes of a file; equal contents give equal bytes.
  ///
  /// Names are sorted; tensors lie by falling element size, then by name, so
  /// that each is aligned; spaces pad the header to 8 bytes.
  ///
  /// - Throws: `ImportError` when a tensor is called `__metadata__`, or the
  ///   header is longer than the limit.
  public func encoded() throws -> Data {
    guard tensors[Header.metadataName] == nil else {
      throw ImportError(
        "no tensor may be called \(Header.metadataName); rename it")
    }
    let order = tensors.sorted {
      ($1.value.elementType.size, $0.key) < ($0.value.elementType.size, $1.key)
    }
    var header = Header(metadata: metadata)
    var end = 0
    for (name, tensor) in order {
      header.entries[name] = Header.Entry(
        elementType: tensor.elementType, shape: tensor.shape, begin: end,
        end: end + tensor.bytes.count)
      end += tensor.bytes.count
    }
    let json = try Self.padded(header)
    var data = Data(capacity: 8 + json.count + end)
    withUnsafeBytes(of: UInt64(json.count).littleEndian) {
      data.append(contentsOf: $0)
    }
    data.append(json)
    for (_, tensor) in order { data.append(tensor.bytes) }
    return data
  }

  private static func padded(_ header: Header) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var json = try encoder.encode(header)
    let padding = (8 - json.count % 8) % 8
    json.append(Data(repeating: UInt8(ascii: " "), count: padding))
    guard json.count <= headerLimit else {
      throw ImportError(
        "the header would be longer than \(headerLimit) bytes; shorten the "
          + "names and the metadata")
    }
    return json
  }
}
