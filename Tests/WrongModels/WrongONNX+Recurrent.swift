import SwiftletONNXSchema

/// Recurrent nodes.
extension WrongONNX {
  static let recurrent = [
    change(
      "a written cell that gives nothing",
      "a part of a sequence other than the last",
      of: "written"
    ) {
      $0.removeOutput("h1")
    },
    change("a bidirectional layer", "bidirectional layer needs the whole") {
      $0.node[0].set("direction", text: "bidirectional")
    },
    change("a layer that runs backwards", "runs backwards") {
      $0.node[0].set("direction", text: "reverse")
    },
    change("a clip", "the clip of pre-activations is not supported") {
      $0.node[0].set("clip", float: 3)
    },
    change("coupled gates", "(input_forget) are not supported") {
      $0.node[0].set("input_forget", integer: 1)
    },
    change("another line", "activations Sigmoid, Affine, Affine are not") {
      $0.node[0].set("activations", texts: ["Sigmoid", "Affine", "Affine"])
      $0.node[0].set("activation_alpha", floats: [1, 2])
    },
    change("other activations", "activations Sigmoid, Elu, Tanh are not") {
      $0.node[0].set("activations", texts: ["Sigmoid", "Elu", "Tanh"])
    },
    change("another activation on the way out", "Sigmoid, Relu, Tanh are not") {
      $0.node[0].set("activations", texts: ["Sigmoid", "Relu", "Tanh"])
    },
    change("an unknown attribute", "its attribute 'dilation' is not") {
      $0.node[0].set("dilation", integer: 2)
    },
    change("peepholes", "peepholes, gates that see the cell state") {
      $0.add("P", [1, 18], Array(repeating: 0.5, count: 18))
      $0.node[0].input = ["x", "W", "R", "B", "", "", "", "P"]
    },
    change("sequence lengths", "its sequence_lens are neither an input") {
      $0.add("lengths", [1], [3])
      $0.node[0].input = ["x", "W", "R", "B", "lengths"]
    },
    change("a start that differs by sequence", "where 6 floats are expected") {
      $0.add("h", [1, 2, 6], (0..<12).map(Float.init))
      $0.node[0].input = ["x", "W", "R", "B", "", "h"]
    },
    change("a start that is computed", "starts from what the graph computes") {
      $0.addInput("h", [1, 1, 6])
      $0.node.insert(.make("Mul", ["h", "h"], "g"), at: 0)
      $0.node[1].input = ["x", "W", "R", "B", "", "g"]
    },
    change("states that change places", "in another arrangement") {
      $0.addInput("s", [2, 1, 6])
      $0.add("cut", [2], integers: [1, 1])
      $0.node.insert(
        .make("Split", ["s", "cut"], "h") { $0.output.append("c") }, at: 0)
      $0.node[1].input = ["x", "W", "R", "B", "", "h", "c"]
      $0.node[1].output = ["y", "h1", "c1"]
      $0.node.append(
        .make("Concat", ["c1", "h1"], "s1") { $0.set("axis", integer: 0) })
      $0.output.append(.named("s1"))
    },
    change("a state that is returned in part", "in another arrangement") {
      $0.addInput("h", [1, 1, 6])
      $0.node[0].input = ["x", "W", "R", "B", "", "h"]
      $0.node[0].output = ["y", "h1"]
      $0.add("some", [5], integers: [0, 1, 2, 3, 4])
      $0.node.append(
        .make("Gather", ["h1", "some"], "h2") { $0.set("axis", integer: 2) })
      $0.output.append(.named("h2"))
    },
    change("a state that is computed with", "it computes with the state 's'") {
      $0.addInput("s", [1, 1, 6])
      $0.node[0].input = ["x", "W", "R", "B", "", "s"]
      $0.node.append(.make("Tanh", ["s"], "t"))
      $0.output.append(.named("t"))
    },
    change("a cell state as features", "it takes the cell state of layer") {
      $0.node[0].output = ["y", "h", "c"]
      $0.addDense("c", "a")
      $0.output[0].name = "a"
    },
    change("a projection", "a projection of the hidden state is not") {
      $0.add("c", [1, 1, 9], Array(repeating: 0, count: 9))
      $0.node[0].input = ["x", "W", "R", "B", "", "", "c"]
    },
    change("a state for two", "input 'h' is more than one state") {
      $0.addInput("h", [1, 1, 6])
      $0.node[0].input = ["x", "W", "R", "B", "", "h", "h"]
    },
    change("another hidden_size", "its hidden_size is not that of R") {
      $0.node[0].set("hidden_size", integer: 7)
    },
    change("weights of another size", "its input 3 does not fit the shape") {
      $0.initializer[1].dims = [1, 12, 12]
    },
    change("matrices of another size", "do not fit each other") {
      $0.add("W", [1, 20, 5], Array(repeating: 0, count: 100), replacing: 0)
    },
    change("biases of another size", "does not fit the shape [1, 24, 2]") {
      $0.initializer[2].dims = [1, 24, 2]
    },
    change("a parameter that is not finite", "is not finite") {
      $0.add(
        "B", [1, 48], Array(repeating: 0, count: 47) + [.infinity],
        replacing: 2)
    },
    change("parameters that are computed", "its input 1 is not a constant") {
      $0.initializer.remove(at: 0)
      $0.addInput("W", [1, 24, 5])
    },
    change("features of another number", "it takes 5 features, but") {
      $0.input[0].type.tensorType.shape.dim[2].dimValue = 8
    },
    change("another axis than time", "it does not run over the timesteps") {
      $0.input[0].type.tensorType.shape.dim[1].dimValue = 4
      $0.add("W2", [1, 24, 6], Array(repeating: 0.1, count: 144))
      $0.node.append(
        .make("Transpose", ["z"], "t") {
          $0.set("perm", integers: [1, 0, 2])
        })
      $0.node.append(.make("LSTM", ["t", "W2", "R", "B"], "u"))
      $0.output[0].name = "u"
    },
  ]
}

extension Onnx_GraphProto {
  /// Takes the output of a name off its node, in graphs within the graph too.
  fileprivate mutating func removeOutput(_ name: String) {
    for index in node.indices {
      node[index].output.removeAll { $0 == name }
      for place in node[index].attribute.indices
      where node[index].attribute[place].type == .graph {
        node[index].attribute[place].g.removeOutput(name)
      }
    }
  }
}
