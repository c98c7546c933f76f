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

  init(_ path: String, text: String) {
    self.path = path
    content = .text(text)
  }

  init(_ path: String, copyOf source: String) {
    self.path = path
    content = .copy(of: source)
  }
}
