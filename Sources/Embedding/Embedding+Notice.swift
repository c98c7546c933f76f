import SwiftletDevices
import SwiftletFormat

/// What generated files say of themselves.
extension Embedding {
  /// The licence of generated code, by SPDX's names.
  static let licenseName = "Apache-2.0 WITH Swift-exception"

  /// The line by which tools find it.
  static let licenseLine = "SPDX-License-Identifier: \(licenseName)"

  /// Who wrote a file, and for what.
  var origin: String {
    "Written by swiftlet \(version) for \(target.name) with the library "
      + "\(library.name)."
  }

  /// The model's number, as C writes it.
  var identifier: String {
    let digits = String(model.id, radix: 16)
    return "0x" + String(repeating: "0", count: 16 - digits.count) + digits
  }
}
