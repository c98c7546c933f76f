public import SwiftletRuntime

/// A term of a model that has a name: in float models, on the command line and
/// in JSON.
public protocol NamedTerm: CaseIterable {
  /// The term's name.
  var name: String { get }
}

extension NamedTerm {
  /// The term of a name; nil for another text.
  public init?(name: String) {
    guard let term = Self.allCases.first(where: { $0.name == name }) else {
      return nil
    }
    self = term
  }
}

extension ModelTask: NamedTerm {
  /// Every task.
  public static var allCases: [ModelTask] { [.classification, .regression] }

  /// "classification" or "regression".
  public var name: String {
    switch self {
    case .classification: "classification"
    case .regression: "regression"
    }
  }
}

extension Scoring: NamedTerm {
  /// Every way of scoring.
  public static var allCases: [Scoring] { [.everyStep, .lastStep] }

  /// "every-step" or "last-step".
  public var name: String {
    switch self {
    case .everyStep: "every-step"
    case .lastStep: "last-step"
    }
  }
}

extension GapPolicy: NamedTerm {
  /// Every policy, the default of new models first.
  public static var allCases: [GapPolicy] { [.hold, .mean, .refuse] }

  /// "hold", "mean" or "refuse".
  public var name: String {
    switch self {
    case .refuse: "refuse"
    case .mean: "mean"
    case .hold: "hold"
    }
  }
}
