import SwiftletONNXSchema

/// Loops whose bodies are not those of cells.
extension WrongONNX {
  static let loops = [
    loop("a body that is another cell", "its body is no LSTM") {
      $0.node[11].opType = "Add"
    },
    loop("a body that gives something else", "its body is no LSTM") {
      $0.output[2].name = "A"
    },
    loop("an activation that cells have not", "its body is no LSTM") {
      $0.node[4].opType = "Tanh"
    },
    loop("a timestep picked by a state", "its input 1 is not a constant") {
      $0.node[0].input[1] = "h"
    },
    loop("a condition that is not understood", "does not turn once for each") {
      $0.output[0].name = "h1"
    },
    loop("a body without a state", "its body is no LSTM") {
      $0.input.removeLast()
    },
    loop("a loop in the body", "its body is no LSTM") { body in
      let copy = body
      body.node.append(
        .make("Loop", ["", "go", "h1"], "h2") { $0.set("body", graph: copy) })
      body.output[2].name = "h2"
    },
    change("fewer turns than timesteps", "does not turn once", of: "loop") {
      $0.add("turns", [], integers: [7])
      $0.node.removeFirst(2)
    },
    change("a start of another width", "it takes 11 features", of: "loop") {
      $0.add("h0", [1, 4], [0, 0, 0, 0], replacing: 0)
    },
    change("a scan that runs backwards", "or backwards", of: "scan") {
      $0.node[0].set("scan_input_directions", integers: [1])
    },
  ]

  /// A change of the body of a loop.
  private static func loop(
    _ name: String, _ sentence: String,
    _ body: @escaping @Sendable (inout Onnx_GraphProto) -> Void
  ) -> WrongModel {
    change(name, sentence, of: "loop") { graph in
      body(&graph.node[2].attribute[0].g)
    }
  }
}
