public import SwiftletCells

/// What a network to train looks like: recurrent layers, and a linear layer
/// that gives the outputs.
public struct Architecture: Equatable, Sendable {
  /// The kind of the recurrent layers.
  public var kind: RecurrentKind
  /// The hidden size of each of them, at least 1.
  public var hiddenSize: Int
  /// How many there are, at least 1.
  public var layers: Int
  /// The size of a symbol's row where the one feature is a symbol's index; nil
  /// for what the data's settings say.
  public var embeddingSize: Int?

  /// Makes an architecture; by default a GRU of 32 units.
  public init(
    _ kind: RecurrentKind = .gru(), hiddenSize: Int = 32, layers: Int = 1,
    embeddingSize: Int? = nil
  ) {
    self.kind = kind
    self.hiddenSize = hiddenSize
    self.layers = layers
    self.embeddingSize = embeddingSize
  }
}
