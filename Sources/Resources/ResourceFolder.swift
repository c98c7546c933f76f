public import Foundation

/// The folder with the files that come with a module of this package.
public enum ResourceFolder {
  /// Where the resources of a module lie, if they are there: beside the
  /// program, wherever it is moved to.
  ///
  /// `Bundle.module` ends the program when they are not there.
  ///
  /// - Parameter module: The module's name, such as `SwiftletDatasets`.
  public static func url(of module: String) -> URL {
    RunningProgram.url.deletingLastPathComponent()
      .appendingPathComponent(name(of: module), isDirectory: true)
  }

  /// The folder's name, for messages.
  public static func name(of module: String) -> String {
    "swiftlet_\(module).resources"
  }
}
