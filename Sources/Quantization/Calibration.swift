import Cells
import Foundation

/// The ranges that a float model's values take on real streams, with the state
/// carried through each sequence.
struct Calibration {
  /// One entry a feature.
  private(set) var inputs: [InputRange]
  /// One entry a layer.
  private(set) var layers: [LayerRange]
  /// The number of timesteps seen.
  private(set) var steps = 0

  /// What a feature's values are like.
  struct InputRange {
    /// The largest magnitude, in the data's units.
    var largest = 0.0
    /// Whether every value is a whole number.
    var isInteger = true
    /// Every value as the network sees it.
    var normalized: [Float] = []
  }

  /// What a layer's values are like.
  struct LayerRange {
    /// The largest magnitude of an output.
    var largestOutput = 0.0
    /// The mean square of the outputs, in real units.
    var meanSquare = 0.0
    /// The largest magnitude of an LSTM's cell state.
    var largestCell = 0.0
  }

  /// Runs the model over the sequences.
  ///
  /// - Throws: `QuantizationError` when there is no timestep, a width is not
  ///   the model's, or a symbol is not in the vocabulary.
  init(_ model: FloatModel, _ sequences: [SampleSequence]) throws {
    inputs = model.inputs.map { _ in InputRange() }
    layers = model.network.layers.map { _ in LayerRange() }
    var stream = FloatStream(model)
    for sequence in sequences {
      try check(sequence, fits: model)
      stream.reset()
      for timestep in 0..<sequence.timesteps {
        let values = sequence.input(at: timestep)
        _ = stream.step(values)
        observe(values, of: model)
        observe(stream.runner)
      }
    }
    guard steps > 0 else {
      throw QuantizationError(
        "there are no timesteps to calibrate on; give data with rows")
    }
    for index in layers.indices { layers[index].meanSquare /= Double(steps) }
  }

  private mutating func observe(_ values: [Double], of model: FloatModel) {
    steps += 1
    for (index, value) in values.enumerated() where !value.isNaN {
      let channel = model.inputs[index]
      inputs[index].largest = max(inputs[index].largest, abs(value))
      inputs[index].isInteger =
        inputs[index].isInteger && value == value.rounded()
      inputs[index].normalized.append(
        Float((value - channel.mean) / channel.deviation))
    }
  }

  private mutating func observe(_ runner: NetworkRunner<Double>) {
    var state = 0
    for (index, layer) in runner.network.layers.enumerated() {
      let outputs = runner.layerOutputs[index]
      layers[index].largestOutput = outputs.reduce(
        layers[index].largestOutput
      ) { max($0, abs($1)) }
      layers[index].meanSquare +=
        outputs.reduce(0) { $0 + $1 * $1 } / Double(outputs.count)
      if case .lstm(_, let hiddenSize) = layer {
        let cell = runner.state[state + hiddenSize..<state + 2 * hiddenSize]
        layers[index].largestCell = cell.reduce(layers[index].largestCell) {
          max($0, abs($1))
        }
      }
      state += layer.stateSize
    }
  }
}

/// Checks that a model can take a sequence.
///
/// - Throws: `QuantizationError` when a width is not the model's or a symbol
///   is not in the vocabulary.
func check(_ sequence: SampleSequence, fits model: FloatModel) throws {
  let width = model.network.inputSize
  guard sequence.features.count == sequence.timesteps * width else {
    throw QuantizationError(
      "the data have \(sequence.features.count / max(sequence.timesteps, 1)) "
        + "features, but the model takes \(width); give the data that the "
        + "model is trained for")
  }
  guard case .embedding(let vocabularySize, _) = model.network.layers[0] else {
    return
  }
  for value in sequence.features where !value.isNaN {
    guard value == value.rounded(), value >= 0, value < Double(vocabularySize)
    else {
      throw QuantizationError(
        "the symbol \(value) is not in the model's vocabulary of "
          + "\(vocabularySize)")
    }
  }
}
