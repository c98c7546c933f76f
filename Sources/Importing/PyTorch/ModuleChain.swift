import SwiftletCells

/// A state dict's modules in the order in which they run.
struct ModuleChain {
  /// The layers.
  private(set) var layers: [ImportedLayer] = []
  /// What follows the last layer.
  private(set) var outputFunction = ImportedNetwork.OutputFunction.none
  /// What is supposed, a sentence each.
  private(set) var remarks: [String] = []

  private typealias Link = (module: StateDictModule, reading: Int)

  /// The one order in which the modules' sizes fit.
  ///
  /// - Throws: `ImportError` when there is no such order or more than one, or
  ///   an activation is not known.
  init(finding modules: [StateDictModule]) throws {
    guard modules.count <= Self.searchLimit else {
      throw ImportError(
        "the state dict has \(modules.count) modules; say their order with "
          + Self.flag(modules))
    }
    var found: [[Link]] = []
    Self.extend([], modules, &found)
    guard let links = found.first else {
      throw ImportError(
        "the modules \(Self.names(modules)) fit in no order by their sizes; "
          + "save a model of one chain, or say the order with "
          + Self.flag(modules))
    }
    guard found.count == 1 else {
      throw ImportError(
        "the modules \(Self.names(modules)) fit in more than one way by their "
          + "sizes; say the order (and which is an embedding) with "
          + Self.flag(modules))
    }
    for (index, link) in links.enumerated() {
      let isLast = index == links.count - 1
      try append(
        link.module, link.module.readings[link.reading], role: nil,
        isLast: isLast, links.map(\.module))
    }
  }

  /// The order that a user gives.
  ///
  /// - Throws: `ImportError` when a module is missing, comes twice, or is not
  ///   what it is said to be.
  init(_ modules: [StateDictModule], _ choices: [ModuleChoice]) throws {
    if let left = modules.first(where: { module in
      !choices.contains { $0.name == module.name }
    }) {
      throw ImportError(
        "module '\(left.displayName)' is not among `modules`; add it, or save "
          + "the model without it")
    }
    for (index, choice) in choices.enumerated() {
      guard let module = modules.first(where: { $0.name == choice.name }),
        !choices[..<index].contains(where: { $0.name == choice.name })
      else {
        throw ImportError(
          "there is no module '\(choice.name)' left for `modules`; the modules "
            + "are \(Self.names(modules))")
      }
      try append(
        module, try Self.reading(of: module, choice.role), role: choice.role,
        isLast: index == choices.count - 1, modules)
    }
  }
}

extension ModuleChain {
  /// With how many modules every order is tried.
  private static let searchLimit = 8

  private static func names(_ modules: [StateDictModule]) -> String {
    modules.map { "'\($0.displayName)'" }.joined(separator: ", ")
  }

  private static func flag(_ modules: [StateDictModule]) -> String {
    "`modules` " + modules.map(\.displayName).joined(separator: ",")
  }

  /// Adds to `found` every chain that begins with `links`, up to two.
  private static func extend(
    _ links: [Link], _ rest: [StateDictModule], _ found: inout [[Link]]
  ) {
    guard !rest.isEmpty else { return found.append(links) }
    let size = links.last.map { $0.module.readings[$0.reading].outputSize }
    for (index, module) in rest.enumerated() {
      for (number, reading) in module.readings.enumerated() {
        guard found.count < 2, size == nil || reading.inputSize == size else {
          continue
        }
        var others = rest
        others.remove(at: index)
        extend(links + [(module, number)], others, &found)
      }
    }
  }

  private static func reading(
    of module: StateDictModule, _ role: ModuleChoice.Role?
  ) throws -> StateDictModule.Reading {
    if case .recurrent? = module.readings.first { return module.readings[0] }
    for reading in module.readings {
      if case .embedding = reading, role == .embedding { return reading }
      if case .linear = reading, role != .embedding { return reading }
    }
    guard role == nil else {
      throw ImportError(
        "module '\(module.displayName)' is no '\(role?.rawValue ?? "")' by its "
          + "tensors; leave the word out")
    }
    return module.readings[0]
  }

  private mutating func append(
    _ module: StateDictModule, _ reading: StateDictModule.Reading,
    role: ModuleChoice.Role?, isLast: Bool, _ order: [StateDictModule]
  ) throws {
    switch reading {
    case .embedding(let table):
      layers.append(.embedding(module.name, table))
    case .recurrent(let recurrent):
      layers += try recurrent.map { try activated($0, module, role) }
    case .linear(let weight, let bias):
      guard role != nil || isLast else {
        throw ImportError(
          "a state dict does not say what follows '\(module.displayName)'; say "
            + "it (linear, relu, sigmoid or tanh), such as `modules` "
            + order.map(\.displayName).map {
              $0 == module.displayName ? "\($0):relu" : $0
            }.joined(separator: ","))
      }
      layers.append(
        .dense(
          module.name, weight, bias: bias,
          activation: try activation(module, role, isLast)))
    }
  }

  /// A recurrent layer with the activation that only `nn.RNN` lets choose.
  private mutating func activated(
    _ layer: ImportedLayer, _ module: StateDictModule,
    _ role: ModuleChoice.Role?
  ) throws -> ImportedLayer {
    guard
      case .simpleRNN(let inputSize, let hiddenSize, _) = layer.layer
    else {
      guard role == nil else {
        throw ImportError(
          "module '\(module.displayName)' is a GRU or an LSTM, after which "
            + "swiftlet runs no '\(role?.rawValue ?? "")'; put it after a "
            + "Linear")
      }
      return layer
    }
    var layer = layer
    switch role {
    case .relu, .tanh: break
    case nil:
      remarks.append(
        "'\(layer.name)' is taken with tanh, PyTorch's default; for "
          + "nonlinearity='relu' give `modules` with "
          + "\(module.displayName):relu")
    default:
      throw ImportError(
        "module '\(module.displayName)' is an nn.RNN, which takes tanh or "
          + "relu, not '\(role?.rawValue ?? "")'")
    }
    layer.layer = .simpleRNN(
      inputSize: inputSize, hiddenSize: hiddenSize,
      activation: role == .relu ? .relu : .tanh)
    return layer
  }

  private mutating func activation(
    _ module: StateDictModule, _ role: ModuleChoice.Role?, _ isLast: Bool
  ) throws -> Layer.DenseActivation {
    switch role {
    case .relu: return .relu
    case .sigmoid: return .sigmoid
    case .tanh: return .tanh
    case .softmax where isLast: outputFunction = .softmax
    case .softmax, .embedding:
      throw ImportError(
        "'\(role?.rawValue ?? "")' cannot follow '\(module.displayName)'; a "
          + "softmax comes last, an embedding first")
    case .linear, nil: break
    }
    return .linear
  }
}
