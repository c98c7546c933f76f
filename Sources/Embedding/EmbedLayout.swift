public import SwiftletDevices

/// How a folder that runs a model is laid out.
public enum EmbedLayout: String, Sendable, CaseIterable {
  /// The files alone.
  case plain
  /// A CMake project.
  case cmake
  /// A precompiled Arduino library.
  case arduino
  /// A Zephyr module, and an application.
  case zephyr
  /// A PlatformIO project.
  case platformio

  /// Whether the ecosystem has the core.
  public func supports(_ target: TargetCore) -> Bool {
    switch self {
    case .plain, .cmake: true
    case .arduino: !target.arduinoFolders.isEmpty
    case .zephyr: target.zephyr != nil
    case .platformio: target.platformIO != nil
    }
  }

  /// The files of the layout.
  func files(_ embedding: Embedding) -> [EmbeddedFile] {
    switch self {
    case .plain: embedding.plainFiles
    case .cmake: embedding.cmakeFiles
    case .arduino: embedding.arduinoFiles
    case .zephyr: embedding.zephyrFiles
    case .platformio: embedding.platformIOFiles
    }
  }
}
