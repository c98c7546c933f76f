import SwiftletCells
import SwiftletFormat
import SwiftletRuntime

extension HTMLReport {
  /// What the model is.
  var modelSection: ReportSection {
    ReportSection(
      id: "model", title: "Model",
      body: """
        \(FactList(facts: identity).markup())
        \(layerTable.markup)
        <p>The largest sum is what an accumulator can reach at the most, \
        whatever the input, as a share of 2<sup>31</sup>: no sum of any row \
        can overflow.</p>
        """)
  }

  private var identity: [(term: String, value: String)] {
    [
      ("model id", String(model.id, radix: 16)),
      ("task", "\(model.task.name), scored at \(scoredAt)"),
      ("data", heading.data),
      ("trained on", reference.notes["data"] ?? ""),
      ("inputs", "\(model.inputCount): \(model.inputNames.shown)"),
      ("outputs", "\(model.outputCount): \(model.outputNames.shown)"),
      ("activations", "int\(model.activationBits)"),
      ("missing values", model.gapPolicy.name),
      ("trained on windows", windows),
      ("work of a step", macs),
    ].filter { !$0.1.isEmpty }
  }

  private var scoredAt: String {
    switch model.scoring {
    case .everyStep: "every step"
    case .lastStep: "a sequence's last step"
    }
  }

  private var windows: String {
    let start =
      model.hasInitialState ? "the model's own state" : "a state of zeros"
    return model.window.map { "of \($0) steps, each from \(start)" } ?? ""
  }

  private var macs: String {
    "\(model.macsPerStep.grouped) multiply-accumulates"
  }

  private var layerTable: DataTable {
    DataTable(
      caption: "Layers",
      head: [
        "layer", "takes", "gives", "weights", "bytes", "multiply-accumulates",
        "largest sum",
      ],
      rows: model.layers.enumerated().map { index, layer in
        [
          "\(index) \(layer.title)", layer.inputSize.grouped,
          layer.outputSize.grouped, "int\(layer.weightBits)",
          layer.weightsSize.grouped, layer.macs.grouped,
          (Double(layer.accumulatorBound) / 2_147_483_648).percent,
        ]
      })
  }
}

extension [String] {
  /// The first of the texts, separated by commas.
  fileprivate var shown: String {
    prefix(12).joined(separator: ", ") + (count > 12 ? ", …" : "")
  }
}
