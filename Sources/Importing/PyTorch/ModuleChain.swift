import SwiftletCells

/// A state dict's modules in the order in which they run.
struct ModuleChain {
  /// The layers.
  private(set) var layers: [ImportedLayer] = []
  /// What follows the last layer.
  private(set) var outputFunction = ImportedNetwork.OutputFunction.none
  /// What is supposed, a sentence each.
  private(set) var remarks: [String] = []
  /// What batch normalization does to the inputs.
  private(set) var scaling = InputScaling()
  private var fold = AffineFold()

  /// A module in its place, and what a user says of it.
  private struct Link {
    var module: StateDictModule
    var reading: StateDictModule.Reading
    var role: ModuleChoice.Role?
  }

  /// The one order in which the modules' sizes fit.
  ///
  /// - Throws: `ImportError` when there is no such order or more than one, or
  ///   an activation is not known.
  init(finding modules: [StateDictModule]) throws {
    var search = Search(modules)
    if search.found.isEmpty, search.isOrdered {
      search = Search(modules, byNumbers: false)
    }
    guard let links = search.found.first else {
      throw ImportError(
        "the modules \(Self.names(modules)) "
          + (search.isCutShort
            ? "are too many to try every order; name them in theirs, and what "
              + "follows each, with `modules`"
            : "fit in no order by their sizes, as those of one chain would; "
              + "export the model to ONNX, which shows its branches"))
    }
    guard search.found.count == 1, !search.isCutShort else {
      throw ImportError(
        "the modules \(Self.names(modules)) fit in more than one way by their "
          + "sizes; say the order, and what follows each Linear (linear, relu, "
          + "sigmoid or tanh): " + Self.suggestions(search.found))
    }
    if search.isOrdered,
      Search(modules, byNumbers: false, enough: 2).found.count > 1
    {
      remarks.append(
        "modules are taken in the order of the numbers in their names, where "
          + "their sizes fit in others too; `modules` says another")
    }
    try append(links)
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
    try append(
      choices.enumerated().map { index, choice in
        guard let module = modules.first(where: { $0.name == choice.name }),
          !choices[..<index].contains(where: { $0.name == choice.name })
        else {
          throw ImportError(
            "there is no module '\(choice.name)' left for `modules`; the "
              + "modules are \(Self.names(modules))")
        }
        return Link(
          module: module, reading: try Self.reading(of: module, choice.role),
          role: choice.role)
      })
  }
}

/// The orders in which modules fit by their sizes.
extension ModuleChain {
  private struct Search {
    /// As many orders are kept, and as many modules looked at.
    private static let limits = (found: 64, tried: 1_000_000)

    private(set) var found: [[Link]] = []
    private(set) var isCutShort = false
    /// Whether some modules must come behind others by their names.
    var isOrdered: Bool { predecessors.contains { $0 != nil } }

    private let modules: [StateDictModule]
    /// What each module takes and gives, in each of its readings.
    private let sizes: [[(input: Int?, output: Int)]]
    /// Of each module the one that must come before it, of those whose names
    /// differ in numbers alone.
    private let predecessors: [Int?]
    private let enough: Int
    private var tried = 0
    private var links: [Link] = []
    private var isPlaced: [Bool]

    /// - Parameters:
    ///   - given: The modules, in the natural order of their names.
    ///   - byNumbers: Whether those whose names differ in numbers alone come in
    ///     the order of these.
    ///   - enough: How many orders are looked for.
    init(
      _ given: [StateDictModule], byNumbers: Bool = true,
      enough: Int = limits.found
    ) {
      modules = given.sorted { $0.precedence < $1.precedence }
      sizes = modules.map { module in
        module.readings.map { ($0.inputSize, $0.outputSize) }
      }
      let places = Dictionary(
        uniqueKeysWithValues: modules.enumerated().map { ($1.name, $0) })
      var predecessors = modules.map { _ in Int?.none }
      var last: [String: Int] = [:]
      for module in given where byNumbers {
        guard let place = places[module.name] else { continue }
        predecessors[place] = last.updateValue(
          place, forKey: module.name.filter { !$0.isNumber })
      }
      self.predecessors = predecessors
      self.enough = enough
      isPlaced = modules.map { _ in false }
      extend(giving: nil)
    }

    /// Whether a module has no place yet, and what must come before it has.
    private func mayCome(_ index: Int) -> Bool {
      !isPlaced[index] && (predecessors[index].map { isPlaced[$0] } ?? true)
    }

    /// Adds every chain that begins with `links`, which give so many values.
    private mutating func extend(giving size: Int?) {
      let rest = modules.count - links.count
      guard rest > 0 else { return found.append(links) }
      tried += rest
      for index in modules.indices where mayCome(index) {
        for (reading, own) in sizes[index].enumerated()
        where size == nil || own.input == size {
          isCutShort =
            isCutShort || tried > Self.limits.tried || found.count >= enough
          if isCutShort { return }
          let module = modules[index]
          links.append(Link(module: module, reading: module.readings[reading]))
          isPlaced[index] = true
          extend(giving: own.output)
          isPlaced[index] = false
          links.removeLast()
        }
      }
    }
  }

  /// Up to four orders as a user gives them: those that end with a Linear, if
  /// there are any.
  private static func suggestions(_ found: [[Link]]) -> String {
    let usual = found.filter { $0.last?.reading.isLinear == true }
    return (usual.isEmpty ? found : usual).prefix(4)
      .map { flag($0, unknown: .linear) }.joined(separator: ", or ")
  }

  /// What a user gives for a chain; a role stands where one must.
  private static func flag(
    _ links: [Link], unknown: ModuleChoice.Role
  ) -> String {
    let choices = links.enumerated().map { index, link in
      let role =
        link.role ?? Self.missing(links, index, unknown)
        ?? (link.reading.isEmbedding && link.module.readings.count > 1
          ? .embedding : nil)
      return link.module.displayName + (role.map { ":\($0.rawValue)" } ?? "")
    }
    return "`modules` " + choices.joined(separator: ",")
  }

  /// What must be said of a link in the middle that may have an activation; a
  /// linear layer has it after the normalization that follows.
  private static func missing(
    _ links: [Link], _ index: Int, _ unknown: ModuleChoice.Role
  ) -> ModuleChoice.Role? {
    guard index < links.count - 1 else { return nil }
    if links[index].reading.isLinear {
      return links[index + 1].reading.isNormalization ? .linear : unknown
    }
    let follows = index > 0 && links[index - 1].reading.isLinear
    return links[index].reading.isNormalization && follows
      && [nil, .linear].contains(links[index - 1].role) ? unknown : nil
  }
}

extension ModuleChain {
  private static let namesShown = 24

  private static func names(_ modules: [StateDictModule]) -> String {
    modules.prefix(namesShown).map { "'\($0.displayName)'" }
      .joined(separator: ", ")
      + (modules.count > namesShown ? ", … (\(modules.count) in all)" : "")
  }

  private static func reading(
    of module: StateDictModule, _ role: ModuleChoice.Role?
  ) throws -> StateDictModule.Reading {
    switch module.readings[0] {
    case .recurrent, .normalization, .layerNorm: return module.readings[0]
    case .embedding, .linear: break
    }
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

  private mutating func append(_ links: [Link]) throws {
    for (index, link) in links.enumerated() {
      let isLast = index == links.count - 1
      let module = link.module
      switch link.reading {
      case .embedding(let table):
        try append(.embedding(module.name, table))
      case .recurrent(let recurrent):
        for layer in recurrent {
          try append(try activated(layer, module, link.role))
        }
      case .normalization(let normalization):
        try append(normalization, links, index)
      case .layerNorm(let layer):
        try append(layer, links, index)
      case .linear(let weight, let bias):
        guard link.role != nil || isLast else {
          throw ImportError(
            "a state dict does not say what follows '\(module.displayName)'; "
              + "say it (linear, relu, sigmoid or tanh), such as "
              + Self.flag(links, unknown: .relu))
        }
        try append(
          .dense(
            module.name, weight, bias: bias,
            activation: try activation(module, link.role, isLast)))
      }
    }
    guard fold.rest == nil else { throw unfolded }
  }

  private mutating func append(_ layer: ImportedLayer) throws {
    guard let folded = fold.folded(into: layer) else { throw unfolded }
    layers.append(folded)
    fold = AffineFold()
  }

  /// Batch normalization: of the inputs, of the linear layer before it, whose
  /// activation follows it, or else of the layer after.
  private mutating func append(
    _ normalization: BatchNormalization, _ links: [Link], _ index: Int
  ) throws {
    let module = links[index].module
    let name = "'\(module.displayName)'"
    let size = normalization.affine.scales.count
    if let rest = fold.rest, rest.scales.count != size {
      throw ImportError(
        "module \(name) normalizes \(size) features, but follows one of "
          + "\(rest.scales.count); say another order in `modules`")
    }
    remarks.append(
      "\(name) is taken as batch normalization with eps=1e-5, PyTorch's default"
    )
    var last = layers.last
    if layers.isEmpty, fold.rest == nil {
      try scaling.apply(normalization)
      fold.add(normalization.rest, named: name, to: &last)
    } else {
      fold.add(normalization.affine, named: name, to: &last)
    }
    if let last { layers[layers.count - 1] = last }
    let isLast = index == links.count - 1
    let role = links[index].role
    guard case .dense(let inputSize, let outputSize, .linear)? = last?.layer,
      fold.rest == nil
    else {
      guard role == nil || role == .linear else {
        throw ImportError(
          "module \(name) follows no linear layer, after which alone swiftlet "
            + "runs '\(role?.rawValue ?? "")'; leave the word out, or train "
            + "without it")
      }
      return
    }
    guard role != nil || isLast else {
      throw ImportError(
        "a state dict does not say what follows \(name); say it (linear, "
          + "relu, sigmoid or tanh), such as "
          + Self.flag(links, unknown: .relu))
    }
    layers[layers.count - 1].layer = .dense(
      inputSize: inputSize, outputSize: outputSize,
      activation: try activation(module, role, isLast))
  }

  /// A layer normalization, and the activation that follows it; behind a linear
  /// layer that must be said.
  private mutating func append(
    _ layer: ImportedLayer, _ links: [Link], _ index: Int
  ) throws {
    let module = links[index].module
    let isLast = index == links.count - 1
    remarks.append(
      "'\(module.displayName)' is taken as nn.LayerNorm with eps=1e-5, "
        + "PyTorch's default")
    let follows = index > 0 && links[index - 1].reading.isLinear
    guard links[index].role != nil || isLast || !follows else {
      throw ImportError(
        "a state dict does not say what follows '\(module.displayName)'; say "
          + "it (linear, relu, sigmoid or tanh), such as "
          + Self.flag(links, unknown: .relu))
    }
    try append(layer)
    let activation = try activation(module, links[index].role, isLast)
    guard activation != .linear else { return }
    layers.append(
      ImportedLayer(
        name: module.name,
        layer: .pointwise(
          .activation(activation), size: layer.layer.outputSize),
        tensors: [:]))
  }

  private var unfolded: ImportError {
    let size = fold.rest?.scales.count ?? 0
    return ImportError(
      "module \(fold.name): it follows no linear layer, and no layer with "
        + "weights follows it, into which it could be folded; put "
        + "nn.Linear(\(size), \(size)) with nn.init.eye_(weight) and "
        + "nn.init.zeros_(bias) behind it, which changes nothing, and save "
        + "the state dict again")
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
