import SwiftletFormat
import SwiftletTraining

/// A quantized network whose steps run for eight sequences in lockstep, with
/// the very integers of the runtime (ARITHMETIC.md).
final class IntegerNetwork: @unchecked Sendable {
  /// The layers; not to be replaced while a group runs.
  private(set) var layers: [IntegerLayer]
  /// What a unit of each input of each layer stands for.
  let inputScales: [[Float]]
  private let activationBits: Int

  /// A network of layers.
  ///
  /// - Parameter inputScales: what a unit of each input of each layer stands
  ///   for.
  init(
    _ layers: [QuantizedLayer], inputScales: [[Float]], activationBits: Int
  ) {
    self.inputScales = inputScales
    self.activationBits = activationBits
    self.layers = []
    replace(layers)
  }

  /// Goes on with other layers of the same kinds, sizes and scales.
  func replace(_ layers: [QuantizedLayer]) {
    self.layers = zip(layers, inputScales).map {
      IntegerLayer($0, activationBits: activationBits, inputScales: $1)
    }
  }
}

/// Eight sequences' way through an `IntegerNetwork`, with a state of zeros at
/// first.
final class IntegerGroup: SimulatedGroup {
  private let network: IntegerNetwork
  private let states: [IntegerState]

  /// A group on a network.
  init(_ network: IntegerNetwork) {
    self.network = network
    states = network.layers.map(IntegerState.init)
  }

  func reset() { states.forEach { $0.clear() } }

  func run(
    layer index: Int, steps: Int, inputs: StepSeries<FloatLanes>,
    records: MutableStepSeries<FloatLanes>
  ) {
    let (layer, state) = (network.layers[index], states[index])
    let units = network.inputScales[index].map { 1 / $0 }
    let input = state.input.base
    for step in 0..<steps {
      for k in units.indices {
        input[k] = (inputs[step][k] * units[k]).int16
      }
      layer.load(input, into: input)
      layer.step(state.input.base, state, records[step])
    }
  }
}
