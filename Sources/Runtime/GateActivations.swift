/// The activations of a layer with gates, a GRU or an LSTM.
public struct GateActivations: Equatable, Hashable, Sendable {
  /// That of the candidate; of an LSTM that of the cell state too, as it goes
  /// out.
  public var candidate: Candidate
  /// That of the gates.
  public var gates: Gates

  /// Activations; those of the papers where none are given.
  public init(candidate: Candidate = .tanh, gates: Gates = .sigmoid) {
    self.candidate = candidate
    self.gates = gates
  }

  /// tanh and sigmoid, as in the papers.
  public static var standard: GateActivations { GateActivations() }

  /// The activation of a candidate.
  public enum Candidate: UInt8, Sendable {
    /// The hyperbolic tangent, in -1...1.
    case tanh = 0
    /// `max(x, 0)`. It has no bound: an int16 stands for what calibration sees.
    case relu = 1
    /// `x`, without a bound too.
    case linear = 2
  }

  /// The activation of gates.
  public enum Gates: UInt8, Sendable {
    /// The logistic function.
    case sigmoid = 0
    /// `x + 1/2` within 0...1. A layer that has another slope than 1 has it in
    /// its weights.
    case hardSigmoid = 1
  }
}

extension GateActivations {
  /// The activations as a layer's variant has them (FORMAT.md, "Layer
  /// entries").
  package var code: UInt8 { candidate.rawValue &<< 2 | gates.rawValue &<< 4 }

  /// Those of a layer's variant.
  package init(variant: UInt8) {
    self.init(
      candidate: Candidate(rawValue: variant &>> 2 & 3) ?? .tanh,
      gates: variant & 16 == 0 ? .sigmoid : .hardSigmoid)
  }

  /// Whether candidates lie in -1...1, so that they are Q0.15.
  package var isBounded: Bool { candidate == .tanh }
}
