import Foundation
import SwiftletCells
import SwiftletFormat
import SwiftletQuantization
import SwiftletRuntime

/// Both models' outputs over one sequence, as a drawing.
struct ComparisonChart {
  private static let longest = 600
  private let name: String
  private let reference: [Double]
  private let quantized: [Double]

  init(
    _ model: QuantizedModel, _ float: FloatModel, _ sample: DataSequence
  ) throws {
    let stream = QuantizedStream(model)
    var exact = FloatStream(float, gapPolicy: model.gapPolicy)
    var rows: [(exact: [Double], quantized: [Double])] = []
    let width = model.inputCount
    for start in stride(
      from: 0, to: min(sample.timesteps, Self.longest) * width, by: width)
    {
      let values = Array(sample.features[start..<start + width])
      let output = try stream.step(stream.quantize(values))
      rows.append((try exact.step(values), stream.read(output)))
    }
    let last = rows.last?.exact ?? []
    let shown = last.indices.max { last[$0] < last[$1] } ?? 0
    name = model.outputNames[shown]
    reference = rows.map { $0.exact[shown] }
    quantized = rows.map { $0.quantized[shown] }
  }

  /// The drawing with its heading.
  var section: String {
    """
    <h2>Output “\(name.escaped)” over the first sequence</h2>
    <svg viewBox="0 0 800 260" role="img"
      aria-label="Float and quantized output over time">
    <polyline class="float" points="\(points(reference))"/>
    <polyline class="quantized" points="\(points(quantized))"/>
    </svg>
    <p>Grey: float. Orange: quantized. One point a timestep, from
    \(String(format: "%.4g", low)) to \(String(format: "%.4g", high)).</p>
    """
  }

  private var low: Double { (reference + quantized).min() ?? 0 }
  private var high: Double { (reference + quantized).max() ?? 1 }

  private func points(_ values: [Double]) -> String {
    let width = 780 / Double(max(values.count - 1, 1))
    let height = 240 / max(high - low, 1e-9)
    return values.enumerated().map { index, value in
      String(
        format: "%.1f,%.1f", 10 + width * Double(index),
        250 - height * (value - low))
    }.joined(separator: " ")
  }
}
