import SwiftletCells
import SwiftletRuntime

/// What the attributes of an `RNN`, `GRU` or `LSTM` say of its activations.
struct RecurrentActivations {
  /// Those of a GRU or an LSTM.
  var gates = GateActivations.standard
  /// That of an RNN.
  var simple = Layer.RecurrentActivation.tanh
  /// The hard sigmoid of the gates.
  var hardSigmoid = HardSigmoid.own

  /// An activation that swiftlet runs.
  private enum Function: Equatable {
    case sigmoid
    case hardSigmoid(HardSigmoid)
    case candidate(GateActivations.Candidate)
  }

  /// The activations of a node.
  ///
  /// - Throws: `ImportError` that names those that are not supported.
  init(_ node: GraphNode) throws {
    let standard =
      switch node.operation {
      case "RNN": ["Tanh"]
      case "GRU": ["Sigmoid", "Tanh"]
      default: ["Sigmoid", "Tanh", "Tanh"]
      }
    let names = try node.texts("activations") ?? standard
    let functions = try Self.functions(names, node)
    guard functions.count == standard.count, take(functions) else {
      throw node.error(
        "the activations \(names.joined(separator: ", ")) are not supported; "
          + "train with \(standard.joined(separator: ", ").lowercased()), or "
          + "with " + (node.operation == "RNN" ? "" : "hard_sigmoid gates and ")
          + "relu or linear")
    }
  }

  /// Takes functions in ONNX's order: of gates, of the candidate, and of an
  /// LSTM's cell state.
  ///
  /// - Returns: Whether they are supported together.
  private mutating func take(_ functions: [Function?]) -> Bool {
    guard case .candidate(let candidate)?? = functions.last else {
      return false
    }
    if functions.count == 1 {
      simple =
        switch candidate {
        case .tanh: .tanh
        case .relu: .relu
        case .linear: .linear
        }
      return true
    }
    gates.candidate = candidate
    switch functions[0] {
    case .sigmoid: break
    case .hardSigmoid(let function):
      gates.gates = .hardSigmoid
      hardSigmoid = function
    case .candidate, nil: return false
    }
    return functions.dropFirst().allSatisfy { $0 == functions.last }
  }

  /// Functions by their names. Those with parameters take them one after the
  /// other from the attributes, or their usual ones.
  private static func functions(
    _ names: [String], _ node: GraphNode
  ) throws -> [Function?] {
    var alphas = ArraySlice(try node.floats("activation_alpha") ?? [])
    var betas = ArraySlice(try node.floats("activation_beta") ?? [])
    return names.map { name in
      switch name.lowercased() {
      case "sigmoid": return .sigmoid
      case "tanh": return .candidate(.tanh)
      case "relu": return .candidate(.relu)
      case "hardsigmoid":
        return .hardSigmoid(
          HardSigmoid(
            slope: alphas.popFirst() ?? 0.2, center: betas.popFirst() ?? 0.5))
      case "affine":
        let isIdentity =
          alphas.popFirst() ?? 1 == 1 && betas.popFirst() ?? 0 == 0
        return isIdentity ? .candidate(.linear) : nil
      default: return nil
      }
    }
  }
}
