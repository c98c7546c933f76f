public import SwiftletRuntime

extension GateActivations {
  /// The activation of a gate, of one value.
  @inlinable public func gate<Value: CellValue>(_ x: Value) -> Value {
    switch gates {
    case .sigmoid: x.sigmoid()
    case .hardSigmoid: x.hardSigmoid()
    }
  }

  /// The activation of a candidate, of one value.
  @inlinable public func candidate<Value: CellValue>(_ x: Value) -> Value {
    switch candidate {
    case .tanh: x.tanh()
    case .relu: x.relu()
    case .linear: x
    }
  }
}

extension GateActivations.Candidate: NamedTerm {
  /// Every activation of a candidate.
  public static var allCases: [GateActivations.Candidate] {
    [.tanh, .relu, .linear]
  }

  /// "tanh", "relu" or "linear".
  public var name: String {
    switch self {
    case .tanh: "tanh"
    case .relu: "relu"
    case .linear: "linear"
    }
  }
}

extension GateActivations.Gates: NamedTerm {
  /// Every activation of gates.
  public static var allCases: [GateActivations.Gates] {
    [.sigmoid, .hardSigmoid]
  }

  /// "sigmoid" or "hard_sigmoid".
  public var name: String {
    switch self {
    case .sigmoid: "sigmoid"
    case .hardSigmoid: "hard_sigmoid"
    }
  }
}
