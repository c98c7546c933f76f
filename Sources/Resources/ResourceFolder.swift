public import Foundation

/// The folder with the files that come with a module of this package.
public enum ResourceFolder {
  /// Where the resources of a module lie: beside the program, wherever it is
  /// moved to.
  ///
  /// `Bundle.module` ends the program when they are not there.
  ///
  /// - Parameter module: The module's name, such as `SwiftletDatasets`.
  /// - Returns: The folder; nil where it is not there.
  public static func url(of module: String) -> URL? {
    let folder = Bundle.main.bundleURL.appendingPathComponent(name(of: module))
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }

  /// The folder's name, for messages.
  public static func name(of module: String) -> String {
    "swiftlet_\(module).resources"
  }
}
