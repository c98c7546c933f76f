import SwiftletCells

/// What runs layers in place of their passes.
protocol RowSimulation<Value>: AnyObject {
  /// The values of the records.
  associatedtype Value

  /// Starts all sequences again.
  func reset()

  /// Runs a layer over a window; layers run in their order.
  ///
  /// - Parameter records: where the records go; see `LayerPass.forward`.
  func run(
    _ layer: Int, _ rows: WindowRows, inputs: StepSeries<Value>,
    records: MutableStepSeries<Value>)
}

/// A simulated device's group, whose eight sequences run in lanes.
final class SimulatedRows: RowSimulation {
  private let group: any SimulatedGroup<SIMD8<Float>>
  // One memory for all layers, which run in turn.
  private let inputs: StepWorkspace<SIMD8<Float>>
  private let records: StepWorkspace<SIMD8<Float>>
  private let recordSizes: [Int]
  private let inputSizes: [Int]

  /// Rows for a group.
  ///
  /// - Parameters:
  ///   - window: the most steps a window has.
  ///   - recordSizes: the number of values of each layer's records.
  init(
    _ group: any SimulatedGroup<SIMD8<Float>>, _ network: Network, window: Int,
    recordSizes: [Int]
  ) {
    self.group = group
    self.recordSizes = recordSizes
    inputSizes = network.layers.map(\.inputSize)
    let widths = (inputSizes.max() ?? 0, recordSizes.max() ?? 0)
    inputs = StepWorkspace(width: widths.0, steps: window)
    records = StepWorkspace(width: widths.1, steps: window)
  }

  func reset() { group.reset() }

  func run(
    _ layer: Int, _ rows: WindowRows, inputs: StepSeries<Float>,
    records: MutableStepSeries<Float>
  ) {
    let (lanes, results) = (self.inputs, self.records)
    for step in 0..<rows.steps {
      gather(inputs, rows.rows(of: step), inputSizes[layer], into: lanes[step])
    }
    group.run(
      layer: layer, steps: rows.steps, inputs: lanes.series(),
      records: results.mutableSeries())
    for step in 0..<rows.steps {
      scatter(
        results[step], recordSizes[layer], to: records.from(rows.sequences),
        rows.rows(of: step))
    }
  }
}
