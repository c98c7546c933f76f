import SwiftletFormat

/// The names of the classes, as C.
extension Embedding {
  /// A constant for each class, and a function that names it; nothing of a
  /// model that predicts values.
  var classDeclarations: String {
    guard !model.classNames.isEmpty else { return "" }
    let constants = identifiers(of: model.classNames).enumerated().map {
      "  \(name.macro)_CLASS_\($1) = \($0),"
    }
    let names = model.classNames.map { "    \"\($0.cEscaped)\"," }
    return """
      /* The classes, by the index of their output. */
      enum {
      \(constants.joined(separator: "\n"))
        \(name.macro)_CLASSES = \(name.macro)_OUTPUTS
      };

      /* The name of a class in UTF-8, or 0 for an index out of range. A program
         that does not call it has no names in flash. */
      static inline const char *\(name.symbol)_class_name(size_t index) {
        static const char *const names[\(name.macro)_CLASSES] = {
      \(names.joined(separator: "\n"))
        };
        return index < \(name.macro)_CLASSES ? names[index] : 0;
      }


      """
  }
}

extension String {
  /// The text within the quotes of a C string: other bytes than printable
  /// ASCII in octal, and no trigraphs.
  fileprivate var cEscaped: String {
    utf8.map { byte in
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "?"):
        "\\" + String(UnicodeScalar(byte))
      case 0x20...0x7E: String(UnicodeScalar(byte))
      default: "\\" + octal(byte)
      }
    }.joined()
  }

  private func octal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 8)
    return String(repeating: "0", count: 3 - digits.count) + digits
  }
}
