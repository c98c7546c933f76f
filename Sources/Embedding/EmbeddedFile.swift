/// One file of a folder that runs a model.
public struct EmbeddedFile: Sendable {
  /// The path in the folder.
  public let path: String
  /// What it holds.
  let content: Content

  enum Content {
    case text(String)
    /// A copy of a file of this project.
    case copy(of: String)
  }

  /// Whether it holds the model alone: what a retraining changes.
  package var isModel: Bool {
    ["swiftlet_model.h", "swiftlet_model.c", "sequence.h"].contains {
      path == $0 || path.hasSuffix("/" + $0)
    }
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
