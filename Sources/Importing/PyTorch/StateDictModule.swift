import SwiftletCells

/// One module of a PyTorch state dict.
struct StateDictModule {
  /// What the module may be; a matrix without a bias is one of two things.
  enum Reading {
    case recurrent([ImportedLayer])
    case linear(Matrix, bias: [Float]?)
    case embedding(Matrix)
    case normalization(BatchNormalization)
    case layerNorm(ImportedLayer)
  }

  /// The module's name; empty when the model is the module.
  let name: String
  /// What the module may be, never empty.
  let readings: [Reading]

  /// Reads a module.
  ///
  /// - Parameter tensors: The module's tensors by the last part of their
  ///   names.
  /// - Throws: `ImportError` when a tensor is not understood.
  init(name: String, tensors: [String: SafeTensors.Tensor]) throws {
    self.name = name
    let source = ModuleTensors(module: name, tensors: tensors)
    if source.names.contains("running_mean") {
      readings = [.normalization(try source.batchNormalization())]
      return
    }
    if let layer = try source.layerNormalization() {
      readings = [.layerNorm(layer)]
      return
    }
    try source.refuseUnsupported()
    if source.names.contains(where: { $0.hasPrefix("weight_hh") }) {
      readings = [.recurrent(try RecurrentModule(source).layers())]
      return
    }
    try source.expectOnly(["weight", "bias"])
    let weight = try source.matrix("weight")
    guard source.names.contains("bias") else {
      readings = Self.readings(ofBiasless: weight, name)
      return
    }
    readings = [.linear(weight, bias: try source.vector("bias", weight.rows))]
  }

  /// Where modules of its kind stand in most models: tables first, then
  /// recurrent layers, then dense ones.
  var precedence: Int {
    switch readings[0] {
    case .embedding: 0
    case .recurrent, .normalization, .layerNorm: 1
    case .linear: 2
    }
  }

  /// The name as messages show it and `ModuleChoice` takes it.
  var displayName: String { name.isEmpty ? "." : name }

  /// A table says so in its name; else it may be a dense layer without a bias.
  private static func readings(
    ofBiasless weight: Matrix, _ name: String
  ) -> [Reading] {
    let part = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
    return part.contains("emb")
      ? [.embedding(weight)] : [.linear(weight, bias: nil), .embedding(weight)]
  }
}

extension StateDictModule.Reading {
  /// Whether the module is read as a table of symbols.
  var isEmbedding: Bool {
    if case .embedding = self { true } else { false }
  }

  /// Whether the module is read as a dense layer.
  var isLinear: Bool {
    if case .linear = self { true } else { false }
  }

  /// Whether the module is read as a normalization.
  var isNormalization: Bool {
    switch self {
    case .normalization, .layerNorm: true
    case .recurrent, .linear, .embedding: false
    }
  }

  /// The number of values the module takes; nil for an embedding, which takes
  /// symbols.
  var inputSize: Int? {
    switch self {
    case .recurrent(let layers): layers.first?.layer.inputSize
    case .linear(let weight, _): weight.columns
    case .normalization(let normalization): normalization.means.count
    case .layerNorm(let layer): layer.layer.inputSize
    case .embedding: nil
    }
  }

  /// The number of values the module gives.
  var outputSize: Int {
    switch self {
    case .recurrent(let layers): layers.last?.layer.outputSize ?? 0
    case .linear(let weight, _): weight.rows
    case .normalization(let normalization): normalization.means.count
    case .layerNorm(let layer): layer.layer.outputSize
    case .embedding(let table): table.columns
    }
  }
}
