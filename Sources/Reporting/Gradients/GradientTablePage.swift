public import SwiftletTraining

/// A page that shows the gradients of a training.
public struct GradientTablePage {
  private let epochs: [GradientNorms]
  private let title: String
  /// The most states, and the most tensors, that are drawn.
  private static let most = 64

  /// A page on the norms of a training.
  public init(_ file: GradientFile, title: String) {
    epochs = file.epochs
    self.title = title
  }

  /// The page's text.
  public var page: String {
    Page(
      title: title, subject: "the gradients", head: head,
      sections: [stateSection, tensorSection].compactMap { $0 },
      rules: Stylesheet.gradientRules
    ).markup.text
  }

  private var head: Markup {
    """
    <p class="kind">Gradients of a training</p>
    <h1>\(title)</h1>
    <p>\(epochs.count.counted("measurement")), the first after \
    \((epochs.first?.epoch ?? 0).counted("epoch")), the last after \
    \((epochs.last?.epoch ?? 0)).</p>
    """
  }

  /// The states that the first measurement has, by their places.
  private var states: [(place: Int, name: String)] {
    (epochs.first?.states ?? []).prefix(Self.most).enumerated().filter {
      !$1.norms.isEmpty
    }
    .map { ($0, $1.name) }
  }

  private func series(
    _ name: String
  ) -> [(epoch: Int, series: GradientNorms.Series)] {
    epochs.compactMap { norms in
      norms.states.first { $0.name == name }.map { (norms.epoch, $0) }
    }
  }

  private var stateSection: ReportSection? {
    guard !states.isEmpty else { return nil }
    return ReportSection(
      id: "states", title: "Steps back in time",
      body: """
        <p>The gradient of the loss at a sequence's last step that counts, by \
        the state of so many steps before: its norm, the mean of some \
        sequences. The colour compares it with that at the last step, in the \
        same epoch.</p>
        \(GradientHeatMap.legend)
        <div class="charts">
        \(states.map { place, name in
          GradientHeatMap(
            id: "map-\(place)", title: name, epochs: series(name)
          ).figure.markup })
        </div>
        \(ends.markup)
        """)
  }

  /// What is left of the gradient, by state.
  private var ends: DataTable {
    let places = [1, 4, 16, 60, 128, 255]
    func cells(_ norms: GradientNorms, _ name: String) -> [String] {
      let series = norms.states.first { $0.name == name }
      return places.map { place in
        series?.ratio(at: place).map(\.short) ?? "–"
      }
    }
    return DataTable(
      caption: "The norm so many steps back, as a multiple of that at the "
        + "last step",
      head: ["state"] + places.map { "\($0)" },
      rows: [epochs.first, epochs.last].compactMap { $0 }.flatMap { norms in
        states.map {
          ["\($0.name), epoch \(norms.epoch)"] + cells(norms, $0.name)
        }
      })
  }

  private var tensorSection: ReportSection? {
    let names = epochs.first?.tensors.prefix(Self.most).map(\.name) ?? []
    guard !names.isEmpty else { return nil }
    return ReportSection(
      id: "tensors", title: "Weights",
      body: """
        <p>The norm of the gradient of the mean loss by each tensor, as an \
        update would learn from it before it is clipped.</p>
        <div class="charts">
        \(names.enumerated().map { index, name in
          LineChart(
            id: "tensor-\(index)", title: name, unit: "norm", time: "epoch",
            lines: [("hidden", name, points(name))], scale: .powers
          ).figure.markup })
        </div>
        """)
  }

  private func points(_ name: String) -> [(x: Double, y: Double)] {
    epochs.compactMap { norms in
      norms.tensors.first { $0.name == name }.map {
        (Double(norms.epoch), $0.norm)
      }
    }
  }
}
