import SwiftletRuntime
import SwiftletCells
import Foundation
import SwiftletFormat
import SwiftletQuantization

/// A page that shows how a quantized model compares with its reference: one
/// file that needs nothing else.
struct HTMLReport {
  private let model: QuantizedModel
  private let result: VerificationReport
  private let recurrence: RecurrentReport?
  private let chart: ComparisonChart?

  /// A report, with a chart of one sequence.
  ///
  /// - Throws: `ModelError` when the model refuses a step of the sequence.
  init(
    _ model: QuantizedModel, _ reference: FloatModel,
    _ result: VerificationReport, _ recurrence: RecurrentReport?,
    sample: DataSequence?
  ) throws {
    self.model = model
    self.result = result
    self.recurrence = recurrence
    chart = try sample.map { try ComparisonChart(model, reference, $0) }
  }

  /// Writes the page; one that is already there is replaced as a whole.
  ///
  /// - Throws: `CommandError` when the file cannot be written.
  func write(to url: URL) throws {
    do {
      try Data(page.utf8).write(to: url, options: .atomic)
    } catch {
      throw CommandError(
        "\(url.path): cannot be written; check that the folder exists")
    }
  }

  private var page: String {
    """
    <!doctype html>
    <html lang="en"><head><meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Quantized model report</title>
    <style>
    body { font: 16px/1.5 system-ui, sans-serif; max-width: 52rem;
      margin: 2rem auto; padding: 0 1rem; color: #1b2733; }
    table { border-collapse: collapse; margin: 1rem 0 2rem; }
    th, td { text-align: right; padding: .3rem 1rem .3rem 0;
      border-bottom: 1px solid #d8dee4; }
    th:first-child, td:first-child { text-align: left; }
    th { font-weight: 600; } h2 { margin-top: 2rem; }
    .float { stroke: #9aa7b4; stroke-width: 3; fill: none; }
    .quantized { stroke: #c2410c; stroke-width: 1.2; fill: none; }
    svg { width: 100%; border: 1px solid #d8dee4; }
    </style></head><body>
    <h1>Quantized against float</h1>
    \(table(["", "float", "quantized"], scores))
    \(table(["memory and work", ""], costs))
    <h2>Layers</h2>
    \(table(["layer", "size", "weights", "bytes", "largest sum"], layers))
    <p>The largest sum is what an accumulator can reach at the most, whatever
    the input, as a share of 2<sup>31</sup>.</p>
    \(recurrence.map(section) ?? "")
    \(chart?.section ?? "")
    </body></html>

    """
  }

  private var scores: [[String]] {
    [
      [
        result.metric.title, number(result.floatScore),
        number(result.quantizedScore),
      ],
      ["steps that agree", "", percent(result.agreement)],
      ["largest difference of an output", "", number(result.maxAbsError)],
      ["rms difference of the outputs", "", number(result.rmsError)],
      ["steps compared", "", "\(result.steps)"],
    ]
  }

  private var costs: [[String]] {
    [
      ["flash for the model", "\(model.flashSize) bytes"],
      ["state of a stream", "\(model.stateSize) bytes"],
      ["scratch of a step", "\(model.scratchSize) bytes"],
      ["multiply-accumulates of a step", "\(model.macsPerStep)"],
      ["activations", "int\(model.activationBits)"],
    ]
  }

  private var layers: [[String]] {
    model.layers.map { layer in
      [
        layer.kind.rawValue, "\(layer.inputSize) → \(layer.outputSize)",
        "int\(layer.weightBits)", "\(layer.weightsSize)",
        percent(Double(layer.accumulatorBound) / 2_147_483_648),
      ]
    }
  }

  func table(_ head: [String], _ rows: [[String]]) -> String {
    func row(_ cells: [String], _ tag: String) -> String {
      "<tr>" + cells.map { "<\(tag)>\($0.escaped)</\(tag)>" }.joined()
        + "</tr>"
    }
    let lines = [row(head, "th")] + rows.map { row($0, "td") }
    return "<table>" + lines.joined(separator: "\n") + "</table>"
  }

  func number(_ value: Double) -> String {
    String(format: "%.5g", value)
  }

  func percent(_ value: Double) -> String {
    String(format: "%.2f %%", 100 * value)
  }
}

/// Both models' outputs over one sequence, as a drawing.
private struct ComparisonChart {
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
    for timestep in 0..<min(sample.timesteps, Self.longest) {
      let values = sample.features(at: timestep)
      let output = try stream.step(stream.quantize(values))
      rows.append((exact.step(values), stream.read(output)))
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

extension String {
  /// The string as text of a page.
  var escaped: String {
    replacingOccurrences(of: "&", with: "&amp;")
      .replacingOccurrences(of: "<", with: "&lt;")
      .replacingOccurrences(of: ">", with: "&gt;")
  }
}
