/// What a step makes of a missing input (ARITHMETIC.md, "Gaps").
public enum GapPolicy: Hashable, Sendable {
  /// The step is refused.
  case refuse
  /// The feature's mean takes its place.
  case mean
  /// The feature's last value takes its place, the mean before the first.
  case hold
  /// The feature's last value takes its place for at most this number of steps
  /// in a row, 0 to 65,534, and then the mean.
  case holdThenMean(steps: Int)
  /// The same; and where every feature has been missing for longer, the state
  /// is reset, as at the start of a stream.
  case holdThenReset(steps: Int)
}

/// A gap policy's code in a model file.
package enum GapCode: UInt8 {
  case refuse = 0
  case mean = 1
  /// With or without a number of steps.
  case hold = 2
}

extension GapPolicy {
  /// The policy that a checked header states.
  package init(_ model: ModelView) {
    let steps = model.gapLimit &- 1
    self =
      switch (model.gapPolicyCode, model.features & Feature.limitedHolding) {
      case (GapCode.refuse.rawValue, _): .refuse
      case (GapCode.mean.rawValue, _): .mean
      case (_, 0): .hold
      case (_, Feature.holdThenMean): .holdThenMean(steps: steps)
      default: .holdThenReset(steps: steps)
      }
  }

  /// The code in a header.
  package var code: GapCode {
    switch self {
    case .refuse: .refuse
    case .mean: .mean
    case .hold, .holdThenMean, .holdThenReset: .hold
    }
  }

  /// The features that a header requires for it.
  package var features: UInt32 {
    switch self {
    case .refuse, .mean, .hold: 0
    case .holdThenMean: Feature.holdThenMean
    case .holdThenReset: Feature.holdThenReset
    }
  }

  /// For how many steps in a row a value is held; nil where that has no end, or
  /// none is held.
  public var heldSteps: Int? {
    switch self {
    case .holdThenMean(let steps), .holdThenReset(let steps): steps
    case .refuse, .mean, .hold: nil
    }
  }
}
