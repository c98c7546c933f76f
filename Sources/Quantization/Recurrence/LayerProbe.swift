import Foundation
import SwiftletCells
import SwiftletFormat
import SwiftletRuntime

/// Watches the integers of every layer over eight long streams.
struct LayerProbe {
  private let network: QuantizedNetwork
  private var layers: [RecurrentReport.LayerReport]
  private var gates: GateTally
  private var clipped: [Double]
  private let steps: Int

  /// - Parameter steps: how many steps of each stream there will be.
  init(_ network: QuantizedNetwork, _ reference: FloatModel, steps: Int) {
    self.steps = steps
    self.network = network
    layers = network.layers.map {
      RecurrentReport.LayerReport(kind: $0.kind, activations: $0.activations)
    }
    gates = GateTally(reference.network, steps: 8 * steps)
    clipped = Array(repeating: 0, count: network.inputs.count)
  }

  /// What the layers' values are like over the steps of the streams.
  ///
  /// - Parameter trained: the float model's gates.
  mutating func run(
    _ inputs: inout LaneInputs, trained: GateTally
  ) throws -> (layers: [RecurrentReport.LayerReport], clippedInputs: [Double]) {
    let stream = IntegerStream(network)
    for _ in 0..<steps {
      let values = try inputs.next()
      stream.reset(inputs.resets)
      stream.step(values)
      observe(values, stream)
    }
    return (
      layers.indices.map { finished($0, trained) },
      clipped.map { $0 / Double(8 * steps) }
    )
  }

  private mutating func observe(
    _ inputs: [SIMD8<Int16>], _ stream: IntegerStream
  ) {
    if network.layers[0].kind != .embedding {
      for (k, value) in inputs.enumerated() {
        clipped[k] += value.count { abs(Int($0)) >= 32767 }
      }
    }
    for index in layers.indices { observe(index, stream) }
    gates.add(stream)
  }

  private mutating func observe(_ index: Int, _ stream: IntegerStream) {
    let (hidden, cell) = stream[index]
    let scale = Double(network.layers[index].outputScale)
    for value in hidden {
      layers[index].saturatedOutputs += value.count { abs(Int($0)) >= 32767 }
      layers[index].outputRange = layers[index].outputRange.including(
        Double(value.min()) * scale, Double(value.max()) * scale)
    }
    let layer = network.layers[index]
    guard let gates = layer.boundedGates else { return }
    let record = stream.record(index)
    for place in gates {
      let endsAtZero =
        layer.activations.gates == .hardSigmoid
        && !layer.candidateRange.contains(place)
      layers[index].saturatedGates += record[place].count {
        abs($0) >= 32767 / 32768 || $0 == 1 / 32768 || endsAtZero && $0 == 0
      }
    }
    if network.layers[index].kind == .lstm { observe(cell, index) }
  }

  private mutating func observe(_ cell: [SIMD8<Int32>], _ index: Int) {
    let limit = (1 << 30) - 1
    let unit = network.layers[index].cellUnit
    for value in cell {
      layers[index].saturatedCells += value.count { abs(Int($0)) >= limit }
      layers[index].largestCell = max(
        layers[index].largestCell,
        Double(max(value.max(), -value.min())) * unit)
    }
  }

  /// A layer's sums as shares, and its units.
  private func finished(
    _ index: Int, _ trained: GateTally
  ) -> RecurrentReport.LayerReport {
    var report = layers[index]
    let layer = network.layers[index]
    let values = Double(8 * steps * layer.outputSize)
    report.saturatedOutputs /= values
    report.saturatedCells /= values
    report.saturatedGates /=
      Double(8 * steps * max(layer.boundedGates?.count ?? 0, 1))
    if layer.kind == .lstm {
      report.cellLimit = Double(1 << 30) * layer.cellUnit
    }
    report.units = units(index, trained)
    return report
  }

  private func units(
    _ index: Int, _ trained: GateTally
  ) -> [RecurrentReport.UnitReport] {
    let layer = network.layers[index]
    let longest = -1 / log(layer.largestMemoryGate)
    return zip(trained.timeConstants(index), gates.timeConstants(index)).map {
      RecurrentReport.UnitReport(
        trainedTimeConstant: $0, heldTimeConstant: $1,
        longestTimeConstant: longest,
        deadZone: layer.stateUnit / 2 / (1 - exp(-1 / $1)))
    }
  }
}
