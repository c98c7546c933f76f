/// What is known of classes of layers.
extension KerasLayer {
  /// Whether the layer does nothing when a model runs.
  var isIdentity: Bool {
    [
      "ActivityRegularization", "AlphaDropout", "Dropout", "GaussianDropout",
      "GaussianNoise", "Identity", "InputLayer", "SpatialDropout1D",
    ].contains(className)
  }

  /// Whether the layer is the cell of an `RNN`.
  var isCell: Bool { className.hasSuffix("Cell") }

  /// The settings of what runs over a sequence.
  static let sequenceSettings: Set<String> = [
    "return_sequences", "return_state", "stateful", "unroll",
    "zero_output_for_mask",
  ]

  /// Refuses a layer that runs backwards.
  ///
  /// - Throws: `ImportError` that names the layer.
  func refuseBackwards() throws {
    guard !flag("go_backwards") else {
      throw error(
        "a layer that runs backwards needs the whole sequence at once; train "
          + "with go_backwards=False")
    }
  }

  /// Whether the layer is a convolution over timesteps.
  var isConvolution: Bool {
    ["Conv1D", "DepthwiseConv1D", "SeparableConv1D"].contains(className)
  }

  /// Whether the layer gives as many timesteps as it takes, each from those up
  /// to it, or leaves some out.
  var keepsExcess: Bool {
    isConvolution
      || [
        "Activation", "BatchNormalization", "Cropping1D", "GetItem",
        "LeakyReLU", "PReLU", "ReLU", "ZeroPadding1D",
      ].contains(className)
  }

  /// Whether the layer gives its last output again, as its state.
  var repeatsOutput: Bool {
    flag("return_state") && !flag("return_sequences")
      && ["SimpleRNN", "GRU", "LSTM"].contains(className)
  }

  /// Whether the layer makes one value of several.
  var isMerge: Bool {
    ["Add", "Average", "Concatenate", "Multiply", "Subtract"]
      .contains(className)
  }

  /// The layers of Keras 3 that do what operations of TensorFlow do, by the
  /// names that Keras 2 gives these.
  static let operations = [
    "__operators__.add": "Add", "__operators__.getitem": "GetItem",
    "math.add": "Add", "math.divide": "Divide", "math.multiply": "Multiply",
    "math.sigmoid": "Sigmoid", "math.subtract": "Subtract",
    "math.tanh": "Tanh", "math.truediv": "TrueDivide", "nn.relu": "Relu",
    "nn.relu6": "Relu6",
  ]

  /// Why the layer is not read, and what to do; nil of a layer of which that
  /// is not known.
  var refusal: String? { Self.refusals[className] }

  private static let refusals: [String: String] = {
    var refusals = [
      "Bidirectional":
        "a bidirectional layer needs the whole sequence at once; train with "
        + "one direction",
      "Lambda":
        "its function is code of Python, which a model's file does not show; "
        + "put a layer of Keras in its place, such as Rescaling or "
        + "Activation, and save the model again",
      "RepeatVector":
        "it gives one vector to every timestep of a second sequence, for "
        + "which a stream does not wait; train the layers before it alone",
    ]
    func refuse(_ classes: [String], _ reason: String) {
      for name in classes { refusals[name] = reason }
    }
    refuse(
      [
        "GroupNormalization", "RMSNormalization", "UnitNormalization",
      ],
      "a normalization layer of its kind is not supported; train with "
        + "LayerNormalization")
    refuse(
      [
        "AdditiveAttention", "Attention", "GroupQueryAttention",
        "MultiHeadAttention",
      ],
      "attention looks at the whole sequence at once; train without it, with "
        + "return_sequences=False in the last recurrent layer")
    refuse(
      ["ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D"],
      "a recurrent layer of convolutions is not supported; train with LSTM "
        + "over the features of a timestep")
    refuse(
      [
        "Conv1DTranspose", "Conv2D", "Conv2DTranspose", "Conv3D",
        "DepthwiseConv2D", "SeparableConv2D",
      ],
      "a convolution of its kind is not supported; train with Conv1D and "
        + "padding='causal'")
    refuse(
      [
        "AveragePooling1D", "GlobalAveragePooling1D", "GlobalMaxPooling1D",
        "Max", "MaxPooling1D", "Mean", "Min", "Sum",
      ],
      "it pools over timesteps, where swiftlet runs one at a time; train with "
        + "return_sequences=False in the recurrent layer before it, and "
        + "without it")
    refuse(
      ["ELU", "ThresholdedReLU"],
      "the activation is not supported; train with ReLU or LeakyReLU")
    refuse(
      ["Dot", "Maximum", "Minimum"],
      "it is not supported; take Add, Subtract, Multiply or Concatenate")
    refuse(
      ["CuDNNGRU", "CuDNNLSTM"],
      "a layer of an old Keras for graphics cards alone; build the model in "
        + "Keras 2 with GRU or LSTM in its place, give it this file with "
        + "load_weights, and save it")
    refuse(
      ["OpLambda", "SlicingOpLambda", "TFOpLambda"],
      "an operation of TensorFlow is not read; build the model with layers of "
        + "Keras in its place, such as Add, Multiply or Rescaling")
    return refusals
  }()
}
