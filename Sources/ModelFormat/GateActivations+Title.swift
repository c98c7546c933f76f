public import SwiftletRuntime

extension QuantizedLayer.Kind {
  /// What a report calls a layer of the kind with activations, such as
  /// `gru (reset after, relu)`.
  public func title(_ activations: GateActivations) -> String {
    let words = activations.words.joined(separator: ", ")
    if words.isEmpty { return rawValue }
    return rawValue.hasSuffix(")")
      ? "\(rawValue.dropLast()), \(words))" : "\(rawValue) (\(words))"
  }

  /// Whether gates decide what a unit remembers.
  public var hasGates: Bool {
    self == .lstm || self == .gruResetAfter || self == .gruResetBefore
  }
}

extension GateActivations {
  /// Those that are not the usual.
  fileprivate var words: [String] {
    let candidates: [String] =
      switch candidate {
      case .tanh: []
      case .relu: ["relu"]
      case .linear: ["linear"]
      }
    return candidates + (gates == .sigmoid ? [] : ["hard gates"])
  }
}

extension QuantizedLayer {
  /// What a report calls the layer.
  public var title: String { kind.title(activations) }

  /// What one unit of an LSTM's cell state stands for.
  public var cellUnit: Double {
    activations.cellUnit(cellRange: cellRange, outputScale: outputScale)
  }

  /// The features that a reader of the layer needs.
  var features: UInt32 {
    kind == .rnnLinear || activations != .standard ? Feature.activations : 0
  }
}

extension QuantizedModel.LayerSummary {
  /// What a report calls the layer.
  public var title: String { kind.title(activations) }

  /// Whether gates and candidates, if there are any, are sigmoid and tanh.
  public var hasUsualActivations: Bool { activations == .standard }

  /// An LSTM's cell state lies in `-cellLimit..<cellLimit`.
  public var cellLimit: Double {
    Double(1 << 30)
      * activations.cellUnit(cellRange: cellRange, outputScale: outputScale)
  }
}

extension GateActivations {
  /// What one unit of an LSTM's cell state stands for: `2^(cellRange - 15)` of
  /// its candidate's.
  fileprivate func cellUnit(cellRange: Int, outputScale: Float) -> Double {
    let candidateUnit = isBounded ? 1 / 32768 : Double(outputScale)
    return candidateUnit
      * Double(sign: .plus, exponent: cellRange - 15, significand: 1)
  }
}
