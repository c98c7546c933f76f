import Foundation

/// A value as JSON, the names of each object sorted: the same text in each run,
/// several times as fast as Foundation's.
func sortedJSON(_ value: Any) -> Data {
  var text: [UInt8] = []
  append(value, to: &text)
  return Data(text)
}

private func append(_ value: Any, to text: inout [UInt8]) {
  switch value {
  case let string as String: append(string, to: &text)
  case let object as [String: Any]:
    append(object.sorted { $0.key < $1.key }, "{", "}", to: &text) {
      append($0.key, to: &$1)
      $1.append(UInt8(ascii: ":"))
      append($0.value, to: &$1)
    }
  case let list as [Any]: append(list, "[", "]", to: &text, append)
  case let number as NSNumber:
    let isFlag = number.objCType.pointee == CChar(UInt8(ascii: "c"))
    text += (isFlag ? "\(number.boolValue)" : "\(number)").utf8
  default: text += "null".utf8
  }
}

private func append<Element>(
  _ elements: [Element], _ start: String, _ end: String,
  to text: inout [UInt8], _ append: (Element, inout [UInt8]) -> Void
) {
  text += start.utf8
  for (index, element) in elements.enumerated() {
    if index > 0 { text.append(UInt8(ascii: ",")) }
    append(element, &text)
  }
  text += end.utf8
}

private func append(_ string: String, to text: inout [UInt8]) {
  text.append(UInt8(ascii: "\""))
  for byte in string.utf8 {
    switch byte {
    case 0..<0x20:
      text += "\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8
    case UInt8(ascii: "\""), UInt8(ascii: "\\"):
      text += [UInt8(ascii: "\\"), byte]
    default: text.append(byte)
    }
  }
  text.append(UInt8(ascii: "\""))
}
