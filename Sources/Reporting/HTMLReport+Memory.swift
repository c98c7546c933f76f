import SwiftletBudget
import SwiftletFormat
import SwiftletQuantization

extension HTMLReport {
  /// What the model needs on a device, and how soon it is of use.
  var memorySection: ReportSection {
    ReportSection(
      id: "memory", title: "Memory and start",
      body: """
        \(memoryTable.markup)
        \(recurrence.map { start($0.warmUp) } ?? "")
        """)
  }

  private var memoryTable: DataTable {
    let snapshot = QuantizedStream(model).save().count
    return DataTable(
      caption: "Memory", head: ["what", "bytes", "meaning"],
      rows: [
        [
          "flash, the model", model.flashSize.grouped,
          "constant, read where it lies; the code comes on top, see the cores",
        ],
        [
          "RAM, state", model.stateSize.grouped,
          "what one stream remembers: keep it from step to step",
        ],
        [
          "RAM, scratch", model.scratchSize.grouped,
          "used while a step runs; of no value between steps",
        ],
        [
          "RAM, stack", stackSizes ?? "–",
          "of a step, on top of the program's own; by core, see there",
        ],
        [
          "snapshot", snapshot.grouped,
          "a saved state, for deep sleep or a restart, in flash or "
            + "retained RAM",
        ],
      ], endsInWords: true)
  }

  /// The least and the largest stack of a step on the cores.
  private var stackSizes: String? {
    let sizes = budgets.map(\.stackSize)
    guard let least = sizes.min(), let most = sizes.max() else { return nil }
    return least == most
      ? least.grouped : "\(least.grouped) to \(most.grouped)"
  }

  private func start(_ warmUp: RecurrentReport.WarmUp) -> Markup {
    """
    <h3>After a reset or a loss of state</h3>
    <p>\(settling(warmUp)) \(exact(warmUp)) Until then, do not act on the \
    outputs, or restore a snapshot instead of starting from zeros.</p>
    """
  }

  private func settling(_ warmUp: RecurrentReport.WarmUp) -> String {
    warmUp.longestSteps >= warmUp.limit
      ? "The outputs do not settle within \(warmUp.limit.grouped) steps: where "
        + "the stream started is still seen in them."
      : "The outputs settle after \(warmUp.medianSteps.counted("step")), and "
        + "after at most \(warmUp.longestSteps.grouped): from then on they "
        + "are within a hundredth of their range of what they would have been "
        + "without the loss."
  }

  private func exact(_ warmUp: RecurrentReport.WarmUp) -> String {
    warmUp.exactSteps.map {
      "They are the same to the bit after \($0.counted("step"))."
    } ?? "They are not the same to the bit within "
      + "\(warmUp.limit.grouped) steps."
  }
}
