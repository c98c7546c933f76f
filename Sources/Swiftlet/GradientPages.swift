public import Foundation
package import SwiftletExplaining
package import SwiftletFiles
import SwiftletReporting
public import SwiftletTraining

extension GradientFile {
  /// Writes a page of HTML that shows the gradients: at each step back and in
  /// each epoch, and by each tensor. A page that is already there is replaced
  /// as a whole.
  ///
  /// - Parameters:
  ///   - url: The page's file.
  ///   - title: The page's title, such as the training's name.
  /// - Throws: ``OutputError`` when the file cannot be written.
  public func writePage(
    to url: URL, title: String = "Gradients of a training"
  ) throws {
    try writePage(to: OutputFile(url), title: title)
  }

  /// Writes the page.
  package func writePage(to file: OutputFile, title: String) throws {
    try file.write(Data(GradientTablePage(self, title: title).page.utf8))
  }
}

/// How gradients vanish and explode, and what helps: a page of numbers that
/// are computed anew.
public enum Explanation {
  /// Trains small networks, and writes a page of HTML on their gradients; that
  /// takes about a minute. A page that is already there is replaced as a whole.
  ///
  /// - Parameter url: The page's file.
  /// - Throws: ``OutputError`` when the file cannot be written.
  public static func writeGradientPage(to url: URL) throws {
    let file = try OutputFile(url)
    try GradientExplanation().writePage(to: file)
  }
}

extension GradientExplanation {
  /// Writes the page.
  package func writePage(to file: OutputFile) throws {
    try file.write(Data(GradientPage(self).page.utf8))
  }
}
