package import Foundation
import SwiftletFiles

/// A file of data in the making, a row a timestep.
package struct CSVFile {
  /// The file's name, such as `train.csv`.
  let name: String
  private var text: String

  /// A file with a header of columns alone.
  package init(_ name: String, columns: [String]) {
    self.name = name
    text = columns.joined(separator: ",") + "\n"
  }

  /// Adds a row; an empty field is a gap.
  package mutating func add(_ fields: [String]) {
    text += fields.joined(separator: ",")
    text += "\n"
  }

  /// Writes the file into a folder.
  ///
  /// - Throws: `OutputError`.
  package func write(to folder: URL) throws {
    try OutputFile(folder.appendingPathComponent(name)).write(Data(text.utf8))
  }
}

extension Double {
  /// The number with so many digits after the point.
  func text(_ digits: Int) -> String {
    String(format: "%.\(digits)f", self)
  }
}
