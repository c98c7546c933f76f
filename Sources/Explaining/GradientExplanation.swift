/// What makes recurrent networks hard to train, and what helps: how far
/// gradients reach back, measured here and now.
///
/// Every number follows from fixed seeds.
package struct GradientExplanation: Sendable {
  /// A study of each network, in this order: a tanh RNN with small weights,
  /// with a spectral radius of 1.5, with an orthogonal matrix; a GRU; an LSTM
  /// with a forget bias of 0, of 1, and with chrono biases.
  package let studies: [GradientStudy]
  /// Gradients that are cut off.
  package let truncated: [TruncatedGradient]
  /// Plain gradient descent of the network with a spectral radius of 1.5,
  /// without clipping and with it.
  package let unclipped, clipped: GradientDescent

  /// The steps of a sequence.
  package static let steps = RecallTask.steps

  /// Makes the measurements.
  package init() throws {
    studies = try concurrentMap(StartingNetwork.all()) {
      try GradientStudy($0)
    }
    truncated = try TruncatedGradient.all()
    let exploding = try StartingNetwork.radius(1.5)
    let descents = try concurrentMap([nil, 1]) { (clip: Double?) in
      GradientDescent(exploding, clip: clip)
    }
    (unclipped, clipped) = (descents[0], descents[1])
  }
}
