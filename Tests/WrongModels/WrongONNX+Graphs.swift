import SwiftletONNXSchema

/// Graphs that are no chain of layers, and operators that are not read.
extension WrongONNX {
  static let graphs = [
    change("signals that are divided", "divides one signal by another") {
      $0.node.append(.make("Div", ["z", "z"], "s"))
      $0.output[0].name = "s"
    },
    change("a softmax beside another output", "beside other outputs") {
      $0.addDense("z", "a")
      $0.node.append(.make("Softmax", ["z"], "b"))
      $0.output[0].name = "a"
      $0.output.append(.named("b"))
    },
    change("every step beside the last", "are not both of every timestep") {
      $0.add("last", [], integers: [-1])
      $0.node.append(.make("Gather", ["z", "last"], "g"))
      $0.output.append(.named("g"))
    },
    change("the last step plus every one", "not of the same timesteps") {
      $0.add("last", [], integers: [-1])
      $0.node.append(.make("Gather", ["z", "last"], "g"))
      $0.node.append(.make("Add", ["z", "g"], "s"))
      $0.output[0].name = "s"
    },
    change("an input scaled in two ways", "scaled otherwise than another") {
      $0.add("k", [1], [2])
      $0.node.append(.make("Mul", ["x", "k"], "d"))
      $0.addDense("d", "a", width: 5)
      $0.output.append(.named("a"))
    },
    change("timesteps joined", "joins along another axis than the features") {
      $0.node.append(
        .make("Concat", ["z", "z"], "c") { $0.set("axis", integer: 0) })
      $0.output[0].name = "c"
    },
    change("the step before the last", "plus -2, where swiftlet answers") {
      $0.addInput("n", [1], type: 7)
      $0.add("two", [1], integers: [2])
      $0.node.append(.make("Sub", ["n", "two"], "i"))
      $0.node.append(.make("Gather", ["z", "i"], "g"))
      $0.output[0].name = "g"
    },
    change("features picked by an input", "along another axis than time") {
      $0.addInput("n", [1], type: 7)
      $0.node.append(
        .make("Gather", ["z", "n"], "g") { $0.set("axis", integer: 2) })
      $0.output[0].name = "g"
    },
    change("a branch on an input", "it chooses between two graphs") {
      $0.addInput("rate", [], type: 7)
      $0.add("k", [], integers: [16000])
      $0.node.append(.make("Equal", ["rate", "k"], "same"))
      $0.node.append(.make("If", ["same"], "i"))
      $0.output[0].name = "i"
    },
    change("a branch that is missing", "its then_branch is missing") {
      $0.add("true", [], integers: [1])
      $0.node.append(.make("If", ["true", "z"], "i"))
      $0.output[0].name = "i"
    },
    change("an output of constants", "does not depend on the input") {
      $0.output[0].name = "B"
    },
    change("an output that is not there", "does not depend on the input") {
      $0.output[0].name = "nothing"
    },
    change("a name twice", "its output 'y' is not new") {
      $0.node[1].output[0] = "y"
      $0.output[0].name = "y"
    },
    change("an input that is not there", "its input 'q' is not there") {
      $0.node[0].input[0] = "q"
    },
    change("a softmax in the middle", "follows a softmax, which must come") {
      $0.node.append(.make("Softmax", ["z"], "p"))
      $0.addDense("p", "a")
      $0.output[0].name = "a"
    },
    change("a convolution whose later answers stay", "by the padding on the") {
      $0.add("k", [6, 6, 2], Array(repeating: 1, count: 72))
      $0.node += [
        .make("Transpose", ["z"], "t") { $0.set("perm", integers: [1, 2, 0]) },
        .make("Conv", ["t", "k"], "c") { $0.set("pads", integers: [1, 1]) },
      ]
      $0.output[0].name = "c"
    },
    change("a softmax over time", "over another axis than the outputs") {
      $0.node.append(
        .make("Softmax", ["z"], "p") { $0.set("axis", integer: 0) })
      $0.output[0].name = "p"
    },
    change("a division by a signal", "it divides by a signal") {
      $0.add("k", [1], [2])
      $0.node.append(.make("Div", ["k", "z"], "m"))
      $0.output[0].name = "m"
    },
    change("a division by the input", "it divides by an input") {
      $0.add("k", [1], [2])
      $0.node.insert(.make("Div", ["k", "x"], "d"), at: 0)
      $0.node[1].input[0] = "d"
    },
    change("an input that is negated", "multiplies input 0 by -1.0") {
      $0.add("k", [1], [2])
      $0.node.insert(.make("Sub", ["k", "x"], "d"), at: 0)
      $0.node[1].input[0] = "d"
    },
    change("a number for each timestep", "the same at every timestep") {
      $0.add("k", [2, 1, 1], [1, 2])
      $0.node.insert(.make("Mul", ["k", "x"], "d"), at: 0)
      $0.node[1].input[0] = "d"
    },
    change("the first timestep", "it takes a part of a sequence") {
      $0.add("zero", [], integers: [0])
      $0.node.append(.make("Gather", ["z", "zero"], "g"))
      $0.output[0].name = "g"
    },
    change("timesteps mixed with features", "it mixes timesteps or features") {
      $0.add("flat", [2], integers: [1, -1])
      $0.node.append(.make("Reshape", ["z", "flat"], "f"))
      $0.output[0].name = "f"
    },
    change("a layer after the last timestep", "follows the last timestep") {
      $0.add("last", [1], integers: [-1])
      $0.node.append(.make("Gather", ["z", "last"], "g"))
      $0.add("W2", [1, 24, 6], Array(repeating: 0.1, count: 144))
      $0.node.append(.make("LSTM", ["g", "W2", "R", "B"], "u"))
      $0.output[0].name = "u"
    },
    change("a state of another layer", "starts from another layer's state") {
      $0.node[0].output = ["y", "h"]
      $0.add("W2", [1, 24, 6], Array(repeating: 0.1, count: 144))
      $0.node.append(
        .make("LSTM", ["z", "W2", "R", "B", "", "h"], "u"))
      $0.output[0].name = "u"
    },
    change("a cast to bytes", "it rounds values to another type") {
      $0.node.append(.make("Cast", ["z"], "c") { $0.set("to", integer: 2) })
      $0.output[0].name = "c"
    },
    change("a name of two lines", "node 'a?error: b' (Conv)") {
      $0.node.append(.make("Conv", ["z"], "c") { $0.name = "a\nerror: b" })
      $0.output[0].name = "c"
    },
    change("training mode", "the model is in training mode") {
      $0.add("half", [], [0.5])
      $0.add("true", [], integers: [1])
      $0.node.append(.make("Dropout", ["z", "half", "true"], "d"))
      $0.output[0].name = "d"
    },
  ]

  static let normalizations = [
    normalized("a normalization in training mode", "call model.eval()") {
      $0.node[$0.node.count - 1].set("training_mode", integer: 1)
    },
    normalized("means of each place", "(spatial=0)") {
      $0.node[$0.node.count - 1].set("spatial", integer: 0)
    },
    normalized("channels that are not axis 1", "are not the features") {
      $0.node[$0.node.count - 1].input[0] = "z"
    },
    layerNorm("a layer normalization of timesteps", "over other axes") {
      $0.set("axis", integer: 0)
    },
    layerNorm("a deviation that is given", "its mean and its deviation are") {
      $0.output += ["mean", "deviation"]
    },
    change("a mean of timesteps", "it takes the mean of other values than") {
      $0.node.append(
        .make("ReduceMean", ["z"], "m") { $0.set("axes", integers: [0]) })
      $0.output[0].name = "m"
    },
    change("a root of a variance", "the root of a variance divides something") {
      $0.addDeviation(of: "z")
      $0.node.append(.make("Mul", ["z", "root"], "n"))
      $0.output[0].name = "n"
    },
    change("a reciprocal", "it divides by a signal") {
      $0.node.append(.make("Reciprocal", ["z"], "n"))
      $0.output[0].name = "n"
    },
    normalized("a variance below 0", "no finite numbers above 0") {
      $0.add("v", [6], Array(repeating: -1, count: 6))
      $0.node[$0.node.count - 1].input[4] = "v"
    },
  ]

  /// A graph that ends in a batch normalization.
  private static func normalized(
    _ name: String, _ sentence: String,
    _ body: @escaping @Sendable (inout Onnx_GraphProto) -> Void = { _ in }
  ) -> WrongModel {
    change(name, sentence) {
      $0.add("k", [6], [1, 2, 3, 4, 5, 6])
      $0.node.append(
        .make("Transpose", ["z"], "t") { $0.set("perm", integers: [1, 2, 0]) })
      $0.node.append(
        .make("BatchNormalization", ["t", "k", "k", "k", "k"], "n"))
      $0.output[0].name = "n"
      body(&$0)
    }
  }

  /// A graph that ends in a layer normalization.
  private static func layerNorm(
    _ name: String, _ sentence: String,
    _ body: @escaping @Sendable (inout Onnx_NodeProto) -> Void
  ) -> WrongModel {
    change(name, sentence) {
      $0.add("k", [6], [1, 2, 3, 4, 5, 6])
      $0.node.append(.make("LayerNormalization", ["z", "k"], "n", body))
      $0.output[0].name = "n"
    }
  }

  static let operators =
    [
      ("Conv", "its input 1 is not a constant"),
      ("QuantizeLinear", "the model is quantized already"),
      ("Elu", "the activation is not supported"),
      ("Loop", "its body is no LSTM, GRU or simple recurrent cell"),
      ("Scan", "its body is no LSTM, GRU or simple recurrent cell"),
      ("If", "it chooses between two graphs while the model runs"),
      ("ArgMax", "export the logits"),
      ("Einsum", "it can multiply signals by each other"),
      ("MaxPool", "it pools values of several places"),
      ("Log", "the function is not supported within a network"),
      ("ScatterND", "it writes into a cache"),
      ("InstanceNormalization", "train with batch normalization"),
      ("Det", "the operator is not understood"),
    ].map { name, sentence in
      change(name, sentence) {
        $0.node.append(.make(name, ["z"], "n"))
        $0.output[0].name = "n"
      }
    } + [
      change("a foreign operator", "operators of 'com.microsoft' are not read")
      {
        $0.node[0].domain = "com.microsoft"
      }
    ]
}

extension Onnx_GraphProto {
  /// Adds `root`, the deviation of a value.
  fileprivate mutating func addDeviation(of name: String) {
    add("small", [], [1e-5])
    func mean(_ value: String, _ output: String) -> Onnx_NodeProto {
      .make("ReduceMean", [value], output) { $0.set("axes", integers: [-1]) }
    }
    node += [
      mean(name, "mean"), .make("Sub", [name, "mean"], "less"),
      .make("Mul", ["less", "less"], "square"), mean("square", "variance"),
      .make("Add", ["variance", "small"], "sum"),
      .make("Sqrt", ["sum"], "root"),
    ]
  }
}
