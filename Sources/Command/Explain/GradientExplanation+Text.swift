import Foundation
import SwiftletExplaining
import SwiftletTraining

extension GradientExplanation {
  /// The JSON object of `explain gradients`.
  var record: [String: any Sendable] {
    [
      "clipping": [clipped.record, unclipped.record],
      "networks": studies.map(\.record),
      "steps": Self.steps,
      "truncated": truncated.map(\.record),
    ]
  }

  /// The text of `explain gradients`.
  var table: String {
    let rows = studies.map { study in
      [
        study.name.padded(to: 22), study.hidden(at: 60).power,
        study.hidden(at: 60, epoch: 0).power,
        (study.cell(at: 60, epoch: 0)?.power ?? "-").leftPadded(to: 9),
        study.hidden(at: 60, epoch: study.accuracies.count).power,
        String(format: "%9.3f", study.accuracies.last ?? .nan),
      ].joined(separator: "  ")
    }
    return """
      The norm of the gradient 60 steps back; 1 is that at the last step.

      network                  at rest     driven       cell    learned   \
      accuracy
      \(rows.joined(separator: "\n"))

      """
  }
}

extension GradientStudy {
  fileprivate var record: [String: any Sendable] {
    let learned = accuracies.count
    var record: [String: any Sendable] = [
      "accuracies": accuracies,
      "at_rest_60": hidden(at: 60),
      "driven": epochs[0].states[0].norms,
      "driven_60": hidden(at: 60, epoch: 0),
      "learned_60": hidden(at: 60, epoch: learned),
      "name": name,
      "start": start,
    ]
    record["cell_at_rest_60"] = cell(at: 60)
    record["cell_driven_60"] = cell(at: 60, epoch: 0)
    record["cell_learned_60"] = cell(at: 60, epoch: learned)
    record["epoch_learned"] = epochLearned
    return record
  }
}

extension GradientDescent {
  fileprivate var record: [String: any Sendable] {
    var record: [String: any Sendable] = ["losses": losses, "norms": norms]
    record["clip"] = clip
    return record
  }
}

extension TruncatedGradient {
  fileprivate var record: [String: any Sendable] {
    [
      "accuracy": accuracy, "accuracy_of_small": accuracyOfSmall,
      "cosine": cosine, "share": share, "window": window,
    ]
  }
}

extension Double {
  /// Two digits and a power of 10, in nine characters.
  fileprivate var power: String { String(format: "%9.1e", self) }
}
