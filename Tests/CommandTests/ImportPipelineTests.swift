import Foundation
import SwiftProtobuf
import SwiftletImporting
import SwiftletONNXSchema
import TemporaryFolder
import Testing
import WrongModels

/// Imported models go the way of our own.
@Suite("Imported models")
struct ImportPipelineTests {
  /// A random walk of some features, with a target column for each output.
  private func walk(_ features: Int, _ outputs: [String]) -> String {
    var state: UInt64 = 1
    func next() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 33) / Double(1 << 30) - 1
    }
    var values = Array(repeating: 0.0, count: features)
    var text = "seq," + (0..<features).map { "x\($0)," }.joined()
    text += outputs.joined(separator: ",") + "\n"
    for row in 0..<600 {
      values = values.map { 0.9 * $0 + 0.5 * next() }
      text += "\(row / 300),"
      text += values.map { String(format: "%.4f,", $0) }.joined()
      text += outputs.map { _ in "0" }.joined(separator: ",") + "\n"
    }
    return text
  }

  /// A state dict with PyTorch's own initialization,
  /// `U(-1/√hidden, 1/√hidden)`.
  private func stateDict(gates: Int, hidden: Int) throws -> SafeTensors {
    var state = UInt64(gates * 1000 + hidden)
    func tensor(_ shape: [Int]) -> SafeTensors.Tensor {
      let values = (0..<shape.reduce(1, *)).map { _ -> Float in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (Float(state >> 33) / Float(1 << 30) - 1)
          / Float(hidden).squareRoot()
      }
      return SafeTensors.Tensor(shape: shape, values: values)
    }
    return SafeTensors(tensors: [
      "rnn.weight_ih_l0": tensor([gates * hidden, 6]),
      "rnn.weight_hh_l0": tensor([gates * hidden, hidden]),
      "rnn.bias_ih_l0": tensor([gates * hidden]),
      "rnn.bias_hh_l0": tensor([gates * hidden]),
      "fc.weight": tensor([4, hidden]), "fc.bias": tensor([4]),
    ])
  }

  @Test(
    "quantize to within 1e-3 of float, 8-bit weights and 16-bit activations",
    arguments: [3, 4], [16, 32, 64])
  func quantizes(gates: Int, hidden: Int) throws {
    try withFolder { folder in
      try stateDict(gates: gates, hidden: hidden).write(
        to: folder.appendingPathComponent("state.safetensors"))
      try Data(walk(6, (0..<4).map { "target\($0)" }).utf8).write(
        to: folder.appendingPathComponent("walk.csv"))
      let report = try pipeline(
        "import state.safetensors", folder: folder)
      #expect(try #require(report["steps"] as? Int) == 600)
      let error = try #require(report["rms_error"] as? Double)
      #expect(error < 1e-3)
    }
  }

  @Test(
    "of every format quantize and verify",
    arguments: [
      ("onnx-gru-large.onnx", 5, 3), ("onnx-lstm-large.onnx", 5, 3),
      ("onnx-rnn2.onnx", 5, 3), ("keras-gru-before.keras", 5, 3),
      ("torch-lstm3.safetensors", 5, 3), ("onnx-gru-step.onnx", 5, 3),
    ])
  func formats(name: String, features: Int, outputs: Int) throws {
    try withFolder { folder in
      let outputs = (0..<outputs).map { "target\($0)" }
      try Data(walk(features, outputs).utf8).write(
        to: folder.appendingPathComponent("walk.csv"))
      let report = try pipeline("import \(fixture(name).path)", folder: folder)
      // Weights up to 0.5 make 64 units four times as lively as PyTorch's own.
      // The targets are 0, so the score is the outputs' mean square.
      let meanSquare = try #require(report["float_score"] as? Double)
      let error = try #require(report["rms_error"] as? Double)
      #expect(error < 0.02 * meanSquare.squareRoot())
    }
  }

  /// Imports, quantizes and verifies; the JSON of `verify`.
  private func pipeline(
    _ line: String, folder: URL
  ) throws -> [String: Any] {
    var output = ""
    for line in [
      line, "quantize model.safetensors --calibration walk.csv --out m.swlt",
      "verify m.swlt --reference model.safetensors --data walk.csv --json",
    ] {
      let run = try swiftlet(
        line.split(separator: " ").map(String.init), in: folder)
      #expect(run.status == 0, "\(run.messages)")
      output = run.output
    }
    return try #require(
      try JSONSerialization.jsonObject(with: Data(output.utf8))
        as? [String: Any])
  }

  @Test("take names, units and scoring from options, metadata and data")
  func description() throws {
    try withFolder { folder in
      let dict = try SafeTensors(
        contentsOf: fixture("torch-gru1.safetensors"))
      var named = dict
      named.metadata["swiftlet.inputs"] = """
        [{"name":"a","mean":1,"deviation":2},
         {"name":"b","mean":0,"deviation":1},
         {"name":"c","mean":0,"deviation":1},
         {"name":"d","mean":0,"deviation":1},
         {"name":"e","mean":0,"deviation":1}]
        """
      named.metadata["swiftlet.scoring"] = "last-step"
      try named.write(to: folder.appendingPathComponent("in.safetensors"))
      try Data("seq,v,w,x,y,z,label\n0,1,2,3,4,5,0\n0,1,2,3,4,5,2\n".utf8)
        .write(to: folder.appendingPathComponent("data.csv"))
      let report = try json("", in: folder)
      #expect(report["inputs"] as? [String] == ["a", "b", "c", "d", "e"])
      #expect(
        report["outputs"] as? [String] == ["target0", "target1", "target2"])
      #expect(report["task"] as? String == "regression")
      #expect(report["scoring"] as? String == "last-step")
      let other = try json(
        "--data data.csv --inputs p,q,r,s,u --mean 1,2,3,4,5 --scoring "
          + "every-step", in: folder)
      #expect(other["inputs"] as? [String] == ["p", "q", "r", "s", "u"])
      #expect(other["outputs"] as? [String] == ["0", "1", "2"])
      #expect(other["task"] as? String == "classification")
      #expect(other["scoring"] as? String == "every-step")
      let model = try SafeTensors(
        contentsOf: folder.appendingPathComponent("model.safetensors"))
      let inputs = try #require(model.metadata["swiftlet.inputs"])
      #expect(inputs.contains(#""mean":3,"name":"r""#))
    }
  }

  @Test("may leave timesteps and sequences open and flatten both")
  func openSizes() throws {
    try withFolder { folder in
      var model = try WrongONNX.load("onnx-node-lstm.onnx")
      model.graph.add("W", [1, 160, 5], tensor(800), replacing: 0)
      model.graph.add("R", [1, 160, 40], tensor(6400), replacing: 1)
      model.graph.add("B", [1, 320], tensor(320), replacing: 2)
      model.graph.node[0].set("hidden_size", integer: 40)
      model.graph.input[0].type.tensorType.shape.dim[1].dimParam = "batch"
      model.graph.add("flat", [2], integers: [-1, 40])
      model.graph.node.append(.make("Reshape", ["z", "flat"], "rows"))
      model.graph.addDense("rows", "out", width: 40)
      model.graph.output[0].name = "out"
      try model.serializedData().write(
        to: folder.appendingPathComponent("in.safetensors"))
      let report = try json("", in: folder)
      #expect(
        report["layers"] as? [String] == [
          "lstm 5 -> 40", "dense 40 -> 2, linear",
        ])
    }
  }

  private func tensor(_ count: Int) -> [Float] {
    (0..<count).map { Float($0 % 7) / 7 - 0.5 }
  }

  @Test("take names from the metadata of an ONNX model")
  func metadata() throws {
    try withFolder { folder in
      var model = try WrongONNX.load("onnx-node-lstm.onnx")
      var entry = Onnx_StringStringEntryProto()
      entry.key = "swiftlet.task"
      entry.value = "classification"
      model.metadataProps = [entry]
      try model.serializedData().write(
        to: folder.appendingPathComponent("in.safetensors"))
      let report = try json("", in: folder)
      #expect(report["format"] as? String == "ONNX")
      #expect(report["task"] as? String == "classification")
      #expect(report["outputs"] as? [String] == (0..<6).map(String.init))
    }
  }

  private func json(_ flags: String, in folder: URL) throws -> [String: Any] {
    let run = try swiftlet(
      "import in.safetensors --json \(flags)".split(separator: " ")
        .map(String.init), in: folder)
    #expect(run.status == 0, "\(run.messages)")
    return try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8))
        as? [String: Any])
  }
}
