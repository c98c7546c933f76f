import Foundation
public import SwiftletCells
public import SwiftletFormat
public import SwiftletQuantization

/// A page that shows how a quantized model compares with its reference: one
/// file of HTML that needs nothing else.
public struct HTMLReport {
  private let model: QuantizedModel
  private let result: VerificationReport
  private let recurrence: RecurrentReport?
  private let chart: ComparisonChart?

  /// A report on two models.
  ///
  /// - Parameters:
  ///   - model: The quantized model.
  ///   - reference: The float model that it was made of.
  ///   - result: What their comparison finds.
  ///   - recurrence: What a stream that is never reset shows; nil leaves it
  ///     out.
  ///   - sample: A sequence of the data to draw both models' outputs of, its
  ///     first 600 steps at most; nil leaves the chart out.
  /// - Throws: `ModelError` when the model refuses a step of the sequence.
  public init(
    _ model: QuantizedModel, reference: FloatModel,
    result: VerificationReport, recurrence: RecurrentReport?,
    sample: DataSequence?
  ) throws {
    self.model = model
    self.result = result
    self.recurrence = recurrence
    chart = try sample.map { try ComparisonChart(model, reference, $0) }
  }

  /// The page's text.
  public var page: String {
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
    \(recalls)
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
    let score = [
      result.metric.title, number(result.floatScore),
      number(result.quantizedScore),
    ]
    return (result.scoredSteps > 0 ? [score] : []) + [
      ["steps that agree", "", percent(result.agreement)],
      ["largest difference of an output", "", number(result.maxAbsError)],
      ["rms difference of the outputs", "", number(result.rmsError)],
      ["steps compared", "", "\(result.steps)"],
    ]
  }

  /// How often each class is told.
  private var recalls: String {
    guard let confusion = result.confusion, result.scoredSteps > 0 else {
      return ""
    }
    let rows = confusion.names.indices.compactMap { index in
      confusion.recall(of: index).map {
        [
          confusion.names[index], "\(confusion.steps(of: index))", percent($0),
        ]
      }
    }
    return table(["class", "steps", "recall, quantized"], rows)
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

extension String {
  /// The string as text of a page.
  var escaped: String {
    replacingOccurrences(of: "&", with: "&amp;")
      .replacingOccurrences(of: "<", with: "&lt;")
      .replacingOccurrences(of: ">", with: "&gt;")
  }
}
