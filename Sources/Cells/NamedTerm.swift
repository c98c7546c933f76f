public import SwiftletRuntime

/// A term of a model that has a name: in float models, on the command line and
/// in JSON.
public protocol NamedTerm: CaseIterable {
  /// The term's name.
  var name: String { get }
  /// The term of a name; nil for another text.
  init?(name: String)
  /// The names that there are.
  static var names: [String] { get }
}

extension NamedTerm {
  /// The term of a name; nil for another text.
  public init?(name: String) {
    guard let term = Self.allCases.first(where: { $0.name == name }) else {
      return nil
    }
    self = term
  }

  /// The names that there are.
  public static var names: [String] { allCases.map(\.name) }
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
