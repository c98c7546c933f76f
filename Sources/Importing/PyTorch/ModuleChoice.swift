/// What a user says of one module of a PyTorch state dict, which holds names
/// and tensors but no order and no activations.
public struct ModuleChoice: Equatable, Sendable {
  /// The module's name; `.` is a model that is a single module.
  public var name: String
  /// What the module is or what follows it.
  public var role: Role?

  /// What a module is, or the activation that follows it.
  public enum Role: String, Sendable, CaseIterable {
    /// A table of symbols.
    case embedding
    /// Nothing follows.
    case linear
    /// The activation of a dense or a simple recurrent layer.
    case relu, tanh
    /// The activation of a dense layer.
    case sigmoid
    /// What follows the last layer; a float model leaves it out.
    case softmax
  }

  /// Reads `NAME` or `NAME:ROLE`.
  ///
  /// - Throws: `ImportError` when the role is unknown.
  public init(_ text: some StringProtocol) throws {
    let parts = text.split(
      separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    name = parts[0] == "." ? "" : String(parts[0])
    guard parts.count > 1 else { return }
    guard let role = Role(rawValue: String(parts[1])) else {
      throw ImportError(
        "'\(parts[1])' after '\(parts[0])' is unknown; a module is followed "
          + "by " + Role.allCases.map(\.rawValue).joined(separator: ", "))
    }
    self.role = role
  }
}
