import SwiftletONNXSchema

/// The operators that are read, with their attributes, and what is said of
/// those that are not.
enum Operators {
  /// Refuses nodes of other operators, those first of which a reason is known.
  ///
  /// - Throws: `ImportError` that names the node.
  static func check(_ nodes: [Onnx_NodeProto]) throws {
    if let node = nodes.first(where: { $0.kernelAxes > 1 }) {
      throw ImportError(
        "\(GraphNode.label(of: node)): its kernel moves along two axes, as over "
          + "a picture; swiftlet runs convolutions along one, time or the "
          + "frames of a timestep: train with these")
    }
    let foreign = nodes.filter {
      !["", "ai.onnx"].contains($0.domain) || known[$0.opType] == nil
    }
    guard
      let node = foreign.first(where: { refusals[$0.opType] != nil })
        ?? foreign.first
    else { return }
    let reason =
      refusals[node.opType]
      ?? (["", "ai.onnx"].contains(node.domain)
        ? "the operator is not understood; leave it out of the exported model"
        : "operators of '\(node.domain)' are not read; export the model with "
          + "ONNX's own operators")
    throw ImportError("\(GraphNode.label(of: node)): \(reason)")
  }

  /// The attributes that are understood of an operator.
  static func attributes(of operation: String) -> Set<String> {
    known[operation] ?? []
  }

  private static let recurrent: Set<String> = [
    "activation_alpha", "activation_beta", "activations", "clip", "direction",
    "hidden_size", "layout",
  ]

  private static let reduction: Set<String> = [
    "axes", "keepdims", "noop_with_empty_axes",
  ]

  private static let known: [String: Set<String>] = [
    "Add": [], "And": [],
    "BatchNormalization": ["epsilon", "momentum", "spatial", "training_mode"],
    "Cast": ["to", "saturate", "round_mode"],
    "Clip": ["max", "min"],
    "Concat": ["axis"],
    "Constant": [
      "value", "value_float", "value_floats", "value_int", "value_ints",
    ],
    "ConstantOfShape": ["value"],
    "Conv": [
      "auto_pad", "dilations", "group", "kernel_shape", "pads", "strides",
    ], "Div": [],
    "Dropout": ["ratio", "seed", "is_test"], "Equal": [], "Expand": [],
    "Flatten": ["axis"], "Gather": ["axis"], "GatherElements": ["axis"],
    "GatherND": ["batch_dims"],
    "Gemm": ["alpha", "beta", "transA", "transB"],
    "Greater": [], "GreaterOrEqual": [],
    "LayerNormalization": ["axis", "epsilon", "stash_type"],
    "GRU": recurrent.union(["linear_before_reset"]),
    "HardSigmoid": ["alpha", "beta"], "HardSwish": [], "Identity": [],
    "If": ["else_branch", "then_branch"], "LeakyRelu": ["alpha"], "Less": [],
    "LessOrEqual": [],
    "LogSoftmax": ["axis"], "LSTM": recurrent.union(["input_forget"]),
    "Loop": ["body"], "MatMul": [], "Max": [], "Min": [], "Mod": ["fmod"],
    "Mul": [], "Neg": [],
    "Not": [],
    "Or": [], "PRelu": [], "Pad": ["mode", "pads", "value"], "Pow": [],
    "RNN": recurrent, "Range": [],
    "ReduceMax": reduction, "ReduceMean": reduction, "ReduceMin": reduction,
    "ReduceProd": reduction, "ReduceSum": reduction,
    "Reciprocal": [], "Relu": [],
    "Reshape": ["allowzero"], "ReverseSequence": ["batch_axis", "time_axis"],
    "Scan": [
      "body", "num_scan_inputs", "scan_input_axes", "scan_input_directions",
      "scan_output_axes", "scan_output_directions",
    ], "Shape": ["start", "end"], "Sigmoid": [], "Size": [],
    "Slice": ["axes", "ends", "starts"], "Softmax": ["axis"],
    "Split": ["axis", "num_outputs", "split"], "Sqrt": [],
    "Squeeze": ["axes"], "Sub": [], "Swish": ["alpha"], "Tanh": [],
    "Tile": [],
    "Transpose": ["perm"], "Unsqueeze": ["axes"], "Where": [],
  ]

  private static let refusals: [String: String] = {
    var refusals = [
      "ArgMax":
        "the class is found by 'swiftlet' itself; export the logits",
      "ConvTranspose":
        "a transposed convolution is not supported; train with a convolution, "
        + "or a dense layer, in its place",
      "Einsum":
        "it can multiply signals by each other, as attention does, which looks "
        + "at the whole sequence at once; train without it, and write a product "
        + "with weights as nn.Linear",
    ]
    func refuse(_ operators: [String], _ reason: String) {
      for name in operators { refusals[name] = reason }
    }
    refuse(
      [
        "AveragePool", "GlobalAveragePool", "GlobalMaxPool", "LpPool",
        "MaxPool",
      ],
      "it pools values of several places, which is not supported; train with "
        + "strides in the convolution before it, and without it")
    refuse(
      [
        "GroupNormalization", "InstanceNormalization", "LRN",
        "LpNormalization", "MeanVarianceNormalization", "RMSNormalization",
      ],
      "a normalization by the values of the moment is not supported; train "
        + "with batch normalization, which is folded")
    refuse(
      ["Resize", "Upsample"],
      "it repeats or interpolates values, which is not supported; train "
        + "without it, with a dense layer that gives as many features")
    refuse(
      ["Attention", "MultiHeadAttention"],
      "it multiplies signals by each other, as attention does, which looks at "
        + "the whole sequence at once; train without it")
    refuse(
      [
        "Abs", "Cos", "Erf", "Exp", "Log", "Round", "Sign", "Sin",
      ],
      "the function is not supported within a network; compute it of the data "
        + "before the model, or of what it gives")
    refuse(
      ["DFT", "MelWeightMatrix", "STFT"],
      "features of sound are not computed within a network; compute them "
        + "before the model, or write them as a convolution, as silero-vad "
        + "does")
    refuse(
      ["ScatterElements", "ScatterND"],
      "it writes into a cache, which swiftlet keeps itself; export the layers "
        + "over whole sequences, without caches")
    refuse(
      [
        "QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear",
        "DynamicQuantizeLSTM", "MatMulInteger", "QLinearMatMul",
      ],
      "the model is quantized already; import the float model and give it to "
        + "'swiftlet quantize'")
    refuse(
      [
        "Celu", "Elu", "Gelu", "Mish", "Selu", "Softplus", "Softsign",
        "ThresholdedRelu",
      ],
      "the activation is not supported; train with relu, sigmoid, tanh or "
        + "silu")
    return refusals
  }()
}

extension Onnx_NodeProto {
  /// Along how many axes the kernel of a convolution moves, as far as an
  /// attribute says.
  fileprivate var kernelAxes: Int {
    guard opType == "Conv" else { return 0 }
    let kernel = attribute.first { $0.name == "kernel_shape" }?.ints ?? []
    return kernel.count { $0 > 1 }
  }
}
