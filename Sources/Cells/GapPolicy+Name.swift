public import SwiftletRuntime

extension GapPolicy: NamedTerm {
  /// Every policy without a number of steps, the default of new models first.
  public static var allCases: [GapPolicy] { [.hold, .mean, .refuse] }

  /// How policies are named: `N` stands for a number of steps.
  public static var names: [String] {
    ["hold", "mean", "refuse", "hold:N,mean", "hold:N,reset"]
  }

  /// One of `names`, such as "hold" or "hold:10,mean".
  public var name: String {
    switch self {
    case .refuse: "refuse"
    case .mean: "mean"
    case .hold: "hold"
    case .holdThenMean(let steps): "hold:\(steps),mean"
    case .holdThenReset(let steps): "hold:\(steps),reset"
    }
  }

  /// The policy of a name; nil for another text, and for a number of steps that
  /// is not from 0 to 65,534.
  public init?(name: String) {
    let parts = name.split(separator: ",", omittingEmptySubsequences: false)
    if let policy = Self.allCases.first(where: { $0.name == name }) {
      self = policy
    } else if parts.count == 2, parts[0].hasPrefix("hold:"),
      let steps = Int(parts[0].dropFirst(5)), (0...65_534).contains(steps)
    {
      switch parts[1] {
      case "mean": self = .holdThenMean(steps: steps)
      case "reset": self = .holdThenReset(steps: steps)
      default: return nil
      }
    } else {
      return nil
    }
  }

  /// What takes the place of a missing value, for people.
  public var meaning: String {
    let last = "becomes the feature's last one"
    return switch self {
    case .refuse: "is refused"
    case .mean: "becomes the feature's mean"
    case .hold: last + ", the mean before the first"
    case .holdThenMean(let steps):
      last + " for \(steps) \(steps == 1 ? "step" : "steps"), then the mean"
    case .holdThenReset(let steps):
      GapPolicy.holdThenMean(steps: steps).meaning
        + "; where all are missing for longer, the state is reset"
    }
  }
}
