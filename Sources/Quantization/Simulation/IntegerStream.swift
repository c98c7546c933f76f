package import SwiftletFormat
import SwiftletTraining

/// Eight streams of a quantized network in lockstep, every value of which can
/// be seen: the same integers as the runtime's.
package final class IntegerStream {
  private let layers: [IntegerLayer]
  private let states: [IntegerState]
  private let records: [Workspace<SIMD8<Float>>]
  private let input: Workspace<Int16Lanes>
  // What pointwise layers keep.
  private let memory: Workspace<Int16Lanes>

  /// Starts eight streams with a state of zeros.
  package init(_ network: QuantizedNetwork) {
    layers = network.layers.map {
      IntegerLayer($0, activationBits: network.activationBits)
    }
    states = layers.map(IntegerState.init)
    records = layers.map {
      Workspace(repeating: .zero, count: $0.recordSize)
    }
    input = Workspace(repeating: .zero, count: network.inputs.count)
    memory = Workspace(
      repeating: .zero,
      count: layers.reduce(0) { $0 + ($1.kind.isKept ? $1.outputSize : 0) })
  }

  /// Sets the state of some of the streams back to zeros.
  package func reset(_ lanes: SIMDMask<SIMD8<Int16>>) {
    guard lanes != SIMDMask(repeating: false) else { return }
    for state in states { state.clear(lanes) }
  }

  /// Runs one timestep.
  ///
  /// - Parameter values: the network's inputs, none of them a gap.
  package func step(_ values: [SIMD8<Int16>]) {
    for (k, value) in values.enumerated() { input.base[k] = value }
    var source = UnsafePointer(input.base)
    var kept = memory.base
    for (index, layer) in layers.enumerated() {
      let state = states[index]
      let size = layer.inputSize / layer.sources.count
      for (operand, place) in layer.sources.enumerated() {
        (state.input.base + operand * size).update(
          from: place.map { UnsafePointer(memory.base) + $0 } ?? source,
          count: size)
      }
      layer.load(state.input.base, into: state.input.base)
      layer.step(state.input.base, state, records[index].base)
      source = UnsafePointer(state.hidden.base)
      if layer.kind.isKept {
        kept.update(from: source, count: layer.outputSize)
        kept += layer.outputSize
      }
    }
  }

  /// What the last step gave.
  package var outputs: [SIMD8<Int16>] {
    guard let state = states.last, let layer = layers.last else { return [] }
    return (0..<layer.givenCount).map { state.hidden.base[$0] }
  }

  /// The operands of a layer's input at the last step.
  func operands(ofLayer layer: Int) -> [SIMD8<Int16>] {
    (0..<layers[layer].inputSize).map { states[layer].input.base[$0] }
  }

  /// The last step's record of a layer, as its float cell lays it out.
  package func record(_ layer: Int) -> [SIMD8<Float>] {
    Array(
      UnsafeBufferPointer(
        start: records[layer].base, count: layers[layer].recordSize))
  }

  /// A layer's hidden state and, of an LSTM, its cell state.
  package subscript(
    layer: Int
  ) -> (hidden: [SIMD8<Int16>], cell: [SIMD8<Int32>]) {
    get {
      let units = 0..<layers[layer].givenCount
      return (
        units.map { states[layer].hidden.base[$0] },
        units.map { states[layer].cell.base[$0] }
      )
    }
    set {
      for (k, value) in newValue.hidden.enumerated() {
        states[layer].hidden.base[k] = value
      }
      for (k, value) in newValue.cell.enumerated() {
        states[layer].cell.base[k] = value
      }
    }
  }
}
