import Foundation
import SwiftletFormat
import SwiftletQuantization

extension HTMLReport {
  /// What the integers reach, and how often values lie at an end.
  var rangeSection: ReportSection {
    ReportSection(
      id: "ranges", title: "Ranges and saturation",
      body: """
        <p>\(meaning)</p>
        \(takesSymbols ? "" : inputTable.markup)
        \(rangeTable.markup)
        """)
  }

  private var meaning: String {
    "Each feature, output and cell state is an integer that stands for a "
      + "value in a range, which calibration chose. Values beyond the range "
      + "count as its end: they are clipped. A gate that is at an end is "
      + "quite open or quite closed, which is no fault. "
      + (recurrence == nil
        ? "How often values are clipped is not counted here, as there is no "
          + "stream that is never reset." : "")
  }

  private var takesSymbols: Bool { model.layers.first?.kind == .embedding }

  private static let mostRows = 64

  private var inputTable: DataTable {
    let channels = model.inputChannels
    let shown = channels.prefix(Self.mostRows)
    return DataTable(
      caption: "Features, in the data's units"
        + (channels.count > shown.count
          ? ": the first \(shown.count) of \(channels.count.grouped)" : ""),
      head: ["feature", "least", "largest", "step", "clipped values"],
      rows: shown.enumerated().map { index, channel in
        [
          channel.name, channel.range.lowerBound.short,
          channel.range.upperBound.short, channel.unit.short,
          recurrence.map { $0.clippedInputs[index] }.percent,
        ]
      })
  }

  private var rangeTable: DataTable {
    DataTable(
      caption: "Layers, in real units",
      head: [
        "layer", "outputs' range", "outputs seen", "clipped outputs",
        "gates at an end", "cell states' range", "largest cell state",
        "clipped cell states",
      ],
      rows: model.layers.enumerated().map { index, layer in
        let seen = recurrence?.layers[index]
        let cell = layer.kind == .lstm ? seen : nil
        return [
          "\(index) \(layer.title)",
          "±" + (32768 * Double(layer.outputScale)).short,
          seen.map {
            "\($0.outputRange.lowerBound.short) … "
              + $0.outputRange.upperBound.short
          } ?? "–",
          (seen?.saturatedOutputs).percent,
          (layer.kind.hasGates ? seen?.saturatedGates : nil).percent,
          layer.kind == .lstm
            ? "±" + layer.cellLimit.short : "–",
          cell?.largestCell.short ?? "–", (cell?.saturatedCells).percent,
        ]
      })
  }
}
