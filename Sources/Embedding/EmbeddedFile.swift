/// One file of a folder that runs a model.
public struct EmbeddedFile: Sendable {
  /// The path in the folder.
  public let path: String
  /// What it holds.
  let content: Content
  /// Whether it holds the model alone: what a retraining changes.
  package let isModel: Bool

  enum Content {
    case text(String)
    /// A copy of a file of this project.
    case copy(of: String)
    /// A program of this project, for the model's name.
    case program(of: String)
  }

  init(_ path: String, text: String, isModel: Bool = false) {
    self.path = path
    content = .text(text)
    self.isModel = isModel
  }

  init(_ path: String, copyOf source: String) {
    self.path = path
    content = .copy(of: source)
    isModel = false
  }

  init(_ path: String, programOf source: String) {
    self.path = path
    content = .program(of: source)
    isModel = false
  }
}
