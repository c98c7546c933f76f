import Foundation
import SwiftletCells
import SwiftletImporting
import SwiftletRuntime
import TemporaryFolder
import Testing

@Suite("The gap policy of a float model's file")
struct GapPolicyTests {
  @Test("is read as it was written, and as hold where there is none")
  func file() throws {
    var model = try sampleModel()
    for policy in [GapPolicy.hold, .mean, .refuse, .holdThenReset(steps: 9)] {
      model.gapPolicy = policy
      var contents = try model.safeTensors()
      #expect(contents.metadata["swiftlet.gaps"] == policy.name)
      #expect(try FloatModel(contents) == model)
      contents.metadata["swiftlet.gaps"] = nil
      #expect(try FloatModel(contents).gapPolicy == .hold)
    }
  }

  @Test("is refused where it is none, with those that there are")
  func damage() throws {
    var contents = try sampleModel().safeTensors()
    contents.metadata["swiftlet.gaps"] = "hold:a,mean"
    #expect(
      complaint { try FloatModel(contents) }
        == "'swiftlet.gaps' in the metadata is 'hold:a,mean'; it takes hold, "
        + "mean, refuse, hold:N,mean, hold:N,reset")
  }

  @Test("is imported from a description, else from the metadata")
  func imported() throws {
    let shapes = [
      "rnn.weight_ih_l0": [3, 2], "rnn.weight_hh_l0": [3, 1],
      "rnn.bias_ih_l0": [3], "rnn.bias_hh_l0": [3], "fc.weight": [1, 1],
      "fc.bias": [1],
    ]
    let tensors = shapes.mapValues { shape in
      SafeTensors.Tensor(
        shape: shape,
        values: Array(repeating: 0.5, count: shape.reduce(1, *)))
    }
    for (texts, expected) in [
      ([:], GapPolicy.hold),
      (["swiftlet.gaps": "hold:3,mean"], .holdThenMean(steps: 3)),
    ] {
      let network = try withFolder { folder in
        let file = folder.appendingPathComponent("in.safetensors")
        try SafeTensors(tensors: tensors, metadata: texts).write(to: file)
        return try ModelImport.read(file)
      }
      #expect(try network.model().gapPolicy == expected)
      #expect(
        try network.model(ModelDescription(gapPolicy: .mean)).gapPolicy
          == .mean)
    }
  }
}
