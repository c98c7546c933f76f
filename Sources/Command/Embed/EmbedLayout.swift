import ArgumentParser

/// How the folder of `embed` is laid out.
enum EmbedLayout: String, ExpressibleByArgument, CaseIterable {
  case plain, cmake, arduino, zephyr, platformio

  /// Whether the ecosystem has the core.
  func supports(_ target: TargetCore) -> Bool {
    switch self {
    case .plain, .cmake: true
    case .arduino: target.family == .cortexM
    case .zephyr: target.zephyrBoard != nil
    case .platformio: target.platformIOBoard != nil
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

/// One file that `embed` writes.
struct EmbeddedFile {
  /// The path in the folder.
  let path: String
  let content: Content

  enum Content {
    case text(String)
    /// A copy of a file of this project.
    case copy(of: String)
  }

  init(_ path: String, text: String) {
    self.path = path
    content = .text(text)
  }

  init(_ path: String, copyOf source: String) {
    self.path = path
    content = .copy(of: source)
  }
}
