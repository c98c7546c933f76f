import Foundation
import SwiftletCells
import SwiftletImporting
import SwiftletRuntime
import TemporaryFolder
import Testing

@Suite("A float model's file")
struct FloatModelTests {
  @Test("what is written is read")
  func roundTrip() throws {
    try withFolder { folder in
      let file = folder.appendingPathComponent("model.safetensors")
      let model = try sampleModel()
      try model.write(to: file)
      #expect(try FloatModel(contentsOf: file) == model)
      #expect(
        try FloatModel(contentsOf: file).safeTensors().encoded()
          == Data(contentsOf: file))
    }
  }

  @Test("tensors stored as doubles are read")
  func doubles() throws {
    let layer = Layer.dense(inputSize: 1, outputSize: 1, activation: .linear)
    let model = try FloatModel(
      network: Network([layer]), parameters: [2, -0.5],
      inputs: [FloatModel.Channel(name: "x")],
      outputs: [FloatModel.Channel(name: "y")], task: .regression,
      scoring: .everyStep)
    let metadata = try model.safeTensors().metadata
    let text = String(
      decoding: try JSONEncoder().encode(metadata), as: UTF8.self)
    var data = file(
      """
      {"__metadata__":\(text),\
      "layers.0.weight":\(SafeTensorsTests.body("F64", "[1,1]", "0,8")),\
      "layers.0.bias":\(SafeTensorsTests.body("F64", "[1]", "8,16"))}
      """)
    for value in [2, -0.5] {
      withUnsafeBytes(of: value.bitPattern.littleEndian) {
        data.append(contentsOf: $0)
      }
    }
    #expect(try FloatModel(SafeTensors(data)) == model)
  }

  @Test("a file of another program is refused with its name")
  func foreign() throws {
    try withFolder { folder in
      let file = folder.appendingPathComponent("other.safetensors")
      try SafeTensorsTests.sample.write(to: file)
      let line = complaint { try FloatModel(contentsOf: file) }
      #expect(line?.hasPrefix(file.relativePath + ": ") == true)
      #expect(line?.contains("no float model of swiftlet") == true)
      let missing = folder.appendingPathComponent("none.safetensors")
      #expect(
        complaint { try FloatModel(contentsOf: missing) }?
          .contains("cannot be read") == true)
    }
  }

  static let metadataFaults = [
    ("swiftlet.format", "2", "format '2' is not known"),
    ("swiftlet.layers", "[", "'swiftlet.layers' in the metadata is damaged"),
    ("swiftlet.layers", "[]", "a network needs at least one layer"),
    (
      "swiftlet.layers", #"[{"kind":"qrnn"}]"#,
      "layer 0 is of the unknown kind 'qrnn'"
    ),
    (
      "swiftlet.layers", #"[{"kind":"lstm","input_size":1}]"#,
      "layer 0 ('lstm') needs a hidden_size from 1 to 1048576"
    ),
    (
      "swiftlet.layers",
      #"[{"kind":"lstm","input_size":1,"hidden_size":9223372036854775807}]"#,
      "layer 0 ('lstm') needs a hidden_size from 1 to 1048576"
    ),
    (
      "swiftlet.layers", #"[{"kind":"gru","input_size":1,"hidden_size":1}]"#,
      "layer 0 ('gru') needs reset_after"
    ),
    (
      "swiftlet.layers",
      #"[{"kind":"rnn","input_size":1,"hidden_size":1,"activation":"elu"}]"#,
      "layer 0 ('rnn') has the unknown activation 'elu'; it takes tanh, relu"
    ),
    ("swiftlet.inputs", "[]", "the network takes 1 inputs, not 0"),
    (
      "swiftlet.outputs",
      #"[{"name":"a","mean":0,"deviation":0},{"name":"b","mean":0,"#
        + #""deviation":1}]"#,
      "'a' needs a finite mean and a deviation above 0"
    ),
    ("swiftlet.task", "ranking", "'swiftlet.task' in the metadata is"),
    ("swiftlet.scoring", "", "'swiftlet.scoring' in the metadata is ''"),
    ("swiftlet.notes", "1", "'swiftlet.notes' in the metadata is damaged"),
  ]

  @Test("damaged metadata are named", arguments: metadataFaults)
  func metadata(key: String, value: String, expected: String) throws {
    var contents = try sampleModel().safeTensors()
    contents.metadata[key] = value
    let line = complaint { try FloatModel(contents) }
    #expect(line?.hasPrefix(expected) == true, "\(line ?? "")")
    contents.metadata[key] = nil
    #expect(complaint { try FloatModel(contents) }?.contains(key) == true)
  }

  @Test("tensors that do not fit are named")
  func tensors() throws {
    let model = try sampleModel()
    let contents = try model.safeTensors()
    let name = "layers.3.bias"
    func complaintAbout(_ change: (inout SafeTensors) -> Void) -> String? {
      var changed = contents
      change(&changed)
      return complaint { try FloatModel(changed) }
    }
    #expect(
      complaintAbout { $0.tensors[name] = nil }?
        .hasPrefix("tensor 'layers.3.bias' is missing") == true)
    #expect(
      complaintAbout { $0.tensors["z"] = $0.tensors[name] }?
        .hasPrefix("tensor 'z' belongs to no layer") == true)
    #expect(
      complaintAbout { $0.tensors[name] = $0.tensors["layers.0.weight"] }?
        .hasPrefix(
          "tensor 'layers.3.bias' has the shape [5, 3], not [8]") == true)
    let infinite = [Float](repeating: 0, count: 7) + [.infinity]
    #expect(
      complaintAbout {
        $0.tensors[name] = SafeTensors.Tensor(shape: [8], values: infinite)
      }?.hasPrefix("element 7 of tensor 'layers.3.bias' is not") == true)
  }

  @Test("a model with a parameter that is not finite replaces no file")
  func notFinite() throws {
    try withFolder { folder in
      let file = folder.appendingPathComponent("model.safetensors")
      var model = try sampleModel()
      try model.write(to: file)
      let before = try Data(contentsOf: file)
      model.parameters[4] = .nan
      #expect(
        complaint { try model.write(to: file) }?
          .hasPrefix("element 4 of tensor 'layers.0.weight'") == true)
      #expect(try Data(contentsOf: file) == before)
    }
  }
}
