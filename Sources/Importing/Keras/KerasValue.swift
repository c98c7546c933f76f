/// What a layer of a Keras model gives.
struct KerasValue {
  /// The values of a timestep.
  var signal: KerasLayers.Signal
  /// The sizes after that of the batch, of which open ones are nil: timesteps
  /// and features, or features alone.
  var shape: [Int?]
  /// Whether it is that of the last of several timesteps.
  var isLastStep = false
  /// Whether several layers take it, or what it was made of.
  var isShared = false
  /// The index of the model's input that it is; nil of what layers give.
  var input: Int?
  /// The error of a layer that takes it, where it has been given another shape
  /// than layers take.
  var rearranged: ImportError?
  /// The error of what takes it while its timesteps and features are
  /// exchanged, other than the layer that exchanges them back.
  var exchanged: ImportError?
  /// How many timesteps of zeros come before it, for a convolution.
  var padding = 0
  /// How many timesteps it has behind the last one, of zeros, until a layer
  /// leaves them out.
  var excess = 0
  /// What is done to it that a float model leaves out.
  var function = ImportedNetwork.OutputFunction.none

  /// Whether there is one of it for each timestep.
  var hasTime: Bool { shape.count == 2 }

  /// What a layer makes of it, timestep by timestep.
  func after(_ signal: KerasLayers.Signal) -> KerasValue {
    KerasValue(
      signal: signal, shape: shape.dropLast() + [signal.count],
      isLastStep: isLastStep, excess: excess)
  }
}
