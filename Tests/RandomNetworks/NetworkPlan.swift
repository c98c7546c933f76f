package import SwiftletFormat
package import SwiftletRuntime

/// What a random network looks like, from its input on.
package struct NetworkPlan {
  package var name: String
  package var inputSize: Int
  /// Kind and output size of each layer.
  package var layers: [(kind: QuantizedLayer.Kind, size: Int)]
  /// The activations of layers with gates.
  package var activations = GateActivations.standard
  package var weightBits = 8
  package var activationBits = 16
  package var gapPolicy = GapPolicy.refuse
  /// The shift of recurrent layers, where not a random one.
  package var inputShift: Int?
  /// How weights of layers lie in a file that can lie so.
  package var layout = WeightLayout.narrow
  /// The share of a layer's blocks of weights that are not zero.
  package var density = 1.0
  /// What the pre-activations' usual deviation is multiplied by.
  package var gain = 1.0
  /// Values of a convolution's frame, where not up to three.
  package var channels: Int?
  /// Symbols of a leading embedding.
  package var vocabulary = 0
  /// Whether streams start from random states.
  package var startsRandomly = false

  /// Makes a plan.
  package init(
    name: String, inputSize: Int,
    layers: [(kind: QuantizedLayer.Kind, size: Int)], weightBits: Int = 8,
    activationBits: Int = 16,
    gapPolicy: GapPolicy = .refuse, vocabulary: Int = 0,
    inputShift: Int? = nil, startsRandomly: Bool = false
  ) {
    self.startsRandomly = startsRandomly
    self.name = name
    self.inputSize = inputSize
    self.layers = layers
    self.weightBits = weightBits
    self.activationBits = activationBits
    self.gapPolicy = gapPolicy
    self.vocabulary = vocabulary
    self.inputShift = inputShift
  }
}
