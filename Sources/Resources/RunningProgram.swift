public import Foundation

/// The program that runs.
public enum RunningProgram {
  /// Its file, without the links that lead to it.
  public static var url: URL {
    #if os(Linux)
      // `Bundle.main` ends the program where the system does not say what lies
      // in its folder.
      let path = try? FileManager.default.destinationOfSymbolicLink(
        atPath: "/proc/self/exe")
    #else
      let path = Bundle.main.executableURL?.resolvingSymlinksInPath().path
    #endif
    return URL(
      fileURLWithPath: path ?? CommandLine.arguments[0], isDirectory: false)
  }
}
