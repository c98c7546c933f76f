/// The tensors of one module of a state dict, by the last part of their names.
struct ModuleTensors {
  let module: String
  let tensors: [String: SafeTensors.Tensor]

  /// The tensors' names within the module, sorted.
  var names: [String] { tensors.keys.sorted() }

  /// A tensor's name in the file.
  func fullName(_ name: String) -> String {
    module.isEmpty ? name : "\(module).\(name)"
  }

  /// A matrix.
  ///
  /// - Throws: `ImportError` when it is missing or no matrix of floats.
  func matrix(_ name: String) throws -> Matrix {
    let tensor = try tensor(name)
    guard tensor.shape.count == 2, !tensor.shape.contains(0) else {
      throw ImportError(
        "tensor '\(fullName(name))' has the shape \(tensor.shape), where a "
          + "matrix is expected; swiftlet runs embedding, recurrent and linear "
          + "layers")
    }
    return Matrix(
      rows: tensor.shape[0], columns: tensor.shape[1],
      values: try floats(name))
  }

  /// A vector of a number of elements.
  ///
  /// - Throws: `ImportError` when it is missing or is none.
  func vector(_ name: String, _ count: Int) throws -> [Float] {
    let tensor = try tensor(name)
    guard tensor.shape == [count] else {
      throw ImportError(
        "tensor '\(fullName(name))' has the shape \(tensor.shape), not "
          + "[\(count)]; save the state dict again")
    }
    return try floats(name)
  }

  /// A `BatchNorm1d`, with PyTorch's default of `eps`, which a state dict does
  /// not hold.
  ///
  /// - Throws: `ImportError` when a tensor is missing or does not fit.
  func batchNormalization() throws -> BatchNormalization {
    try expectOnly([
      "bias", "num_batches_tracked", "running_mean", "running_var", "weight",
    ])
    let count = try tensor("running_mean").shape.first ?? 0
    func optional(_ name: String) throws -> [Float]? {
      names.contains(name) ? try vector(name, count) : nil
    }
    return try BatchNormalization(
      mean: try vector("running_mean", count),
      variance: try vector("running_var", count), epsilon: 1e-5,
      gamma: try optional("weight"), beta: try optional("bias"),
      of: "module '\(module)'")
  }

  /// An `nn.LayerNorm`, with PyTorch's default of `eps`, which a state dict does
  /// not hold: a vector of weights, and one of biases. Nil of another module.
  ///
  /// - Throws: `ImportError` when the vectors do not fit each other.
  func layerNormalization() throws -> ImportedLayer? {
    guard names == ["bias", "weight"], let shape = tensors["weight"]?.shape,
      shape.count == 1, let size = shape.first, size > 0
    else { return nil }
    return .layerNorm(
      module, size: size, epsilon: 1e-5, gain: try vector("weight", size),
      bias: try vector("bias", size))
  }

  /// Refuses tensors that are not among the known ones.
  ///
  /// - Throws: `ImportError` that names the first.
  func expectOnly(_ known: Set<String>) throws {
    guard let name = names.first(where: { !known.contains($0) }) else { return }
    throw ImportError(
      "tensor '\(fullName(name))' is not understood; swiftlet runs "
        + "nn.Embedding, nn.RNN, nn.GRU, nn.LSTM and nn.Linear: save a model "
        + "of these, or, where the layers do without it, delete it from the "
        + "state dict before saving")
  }

  /// Refuses what PyTorch has and swiftlet does not run, each with its own
  /// sentence.
  ///
  /// - Throws: `ImportError` that names the tensor.
  func refuseUnsupported() throws {
    for name in names {
      let shape = tensors[name]?.shape ?? []
      guard let reason = Self.unsupported(name, shape, in: names) else {
        continue
      }
      throw ImportError("tensor '\(fullName(name))': \(reason)")
    }
  }

  private static func unsupported(
    _ name: String, _ shape: [Int], in names: [String]
  ) -> String? {
    if name.hasSuffix("_reverse") {
      return "a bidirectional layer needs the whole sequence at once; train "
        + "with bidirectional=False"
    }
    if name.hasPrefix("weight_hr") {
      return "a projection of the hidden state is not supported; train with "
        + "proj_size=0"
    }
    if let remedy = ReparametrizedWeight.remedy(name, in: names) {
      return remedy
    }
    if name.hasSuffix("zero_point") || name.contains("_packed_params") {
      return "the module is quantized by PyTorch already; save the model as it "
        + "was before, in floats"
    }
    if name.hasPrefix("in_proj_") {
      return "attention is not supported; swiftlet runs recurrent layers"
    }
    if name == "weight", shape.count == 1 {
      return "it is that of nn.LayerNorm(bias=False), nn.RMSNorm or nn.PReLU, "
        + "which a state dict does not tell apart; train with nn.LayerNorm and "
        + "its bias, or export the model to ONNX"
    }
    if name == "weight", shape.count > 2 {
      return "a state dict does not say how its convolution is padded and "
        + "strided; export the model to ONNX, which does: "
        + "torch.onnx.export(model, (x,), 'model.onnx')"
    }
    return nil
  }

  private func tensor(_ name: String) throws -> SafeTensors.Tensor {
    guard let tensor = tensors[name] else {
      throw ImportError(
        "tensor '\(fullName(name))' is missing; save the whole state dict")
    }
    return tensor
  }

  private func floats(_ name: String) throws -> [Float] {
    let tensor = try tensor(name)
    guard let values = tensor.floats() else {
      throw ImportError(
        "tensor '\(fullName(name))' holds no floats; save it as float32"
          + (tensor.isCount
            ? ", or say what a 1 in it stands for: `grid` 1/128" : ""))
    }
    return values
  }
}
