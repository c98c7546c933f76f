import Foundation
import SwiftletCells

/// The gate of each unit that decides how long it remembers, looked at now and
/// then.
struct GateTally {
  /// One entry a layer, one a unit, one a look.
  private var gates: [[[Float]]]
  private var step = 0
  private let places: [Range<Int>]
  private let period: Int

  /// - Parameters:
  ///   - network: whose records are laid out as its float cells do.
  ///   - steps: how many will come; about a thousand of them are looked at.
  init(_ network: Network, steps: Int) {
    places = network.layers.map(\.memoryGate)
    gates = places.map { Array(repeating: [], count: $0.count) }
    period = max(1, steps / 1000)
  }

  /// Adds a step of the float model.
  mutating func add(_ runner: NetworkRunner<Double>) {
    add { layer, index in [Float(runner.record(ofLayer: layer)[index])] }
  }

  /// Adds a step of eight streams.
  mutating func add(_ stream: IntegerStream) {
    add { layer, index in
      let gate = stream.record(layer)[index]
      return (0..<8).map { gate[$0] }
    }
  }

  private mutating func add(_ values: (_ layer: Int, _ index: Int) -> [Float]) {
    defer { step += 1 }
    guard step % period == 0 else { return }
    for (layer, place) in places.enumerated() {
      for (unit, index) in place.enumerated() {
        gates[layer][unit] += values(layer, index)
      }
    }
  }

  /// The time constant of each unit of a layer at the gate's median,
  /// `-1 / ln(gate)`.
  func timeConstants(_ layer: Int) -> [Double] {
    gates[layer].map { values in
      let median = values.sorted()[values.count / 2]
      return -1 / log(min(max(Double(median), 1e-9), 1 - 1e-9))
    }
  }
}

extension Layer {
  /// Where in its record the layer keeps the gates by which states are
  /// multiplied: an LSTM's forget gates, a GRU's update gates.
  fileprivate var memoryGate: Range<Int> {
    switch self {
    case .lstm(_, let size, _):
      LSTMRecord(hiddenSize: size).range(of: \.forgetGate)
    case .gru(_, let size, _, _):
      GRURecord(hiddenSize: size).range(of: \.updateGate)
    case .embedding, .simpleRNN, .dense, .pointwise, .conv1D, .history,
      .layerNorm:
      0..<0
    }
  }
}
