import Foundation
import SwiftletImporting
import TemporaryFolder
import Testing

@Suite("import --grid")
struct GridCommandTests {
  /// A GRU of 3 inputs and 4 units, and a dense layer, of integers of a step.
  private func writeModel(_ step: Float, in folder: URL) throws {
    func tensor(_ shape: [Int]) -> SafeTensors.Tensor {
      let count = shape.reduce(1, *)
      return .init(
        shape: shape,
        values: (0..<count).map { Float(($0 * 53 + count) % 255 - 127) * step })
    }
    try SafeTensors(tensors: [
      "gru.weight_ih_l0": tensor([12, 3]), "gru.bias_ih_l0": tensor([12]),
      "gru.weight_hh_l0": tensor([12, 4]), "gru.bias_hh_l0": tensor([12]),
      "fc.weight": tensor([2, 4]), "fc.bias": tensor([2]),
    ]).write(to: folder.appendingPathComponent("gru.safetensors"))
    let rows = (0..<300).map { row in
      (0..<3).map { String(sin(Double(row * ($0 + 2)) / 9)) }
        .joined(separator: ",") + ",0,0"
    }
    try Data(
      (["x0,x1,x2,target0,target1"] + rows).joined(separator: "\n").utf8
    ).write(to: folder.appendingPathComponent("data.csv"))
  }

  @Test("keeps integers through quantize, and every remedy that it names works")
  func pipeline() throws {
    try withFolder { folder in
      try writeModel(1 / 256, in: folder)
      let refused = try swiftlet(
        ["import", "gru.safetensors", "--grid", "1/128"], in: folder)
      #expect(refused.status == 1)
      #expect(
        refused.messages.contains(
          "numbers of its weight_ih, and some of 2 more, are no multiples of "
            + "--grid 1/128; give --grid 1/256, of which all are"))
      let imported = try swiftlet(
        ["import", "gru.safetensors", "--grid", "1/256"], in: folder)
      #expect(imported.status == 0)
      #expect(
        imported.output.contains("grid  every weight is a multiple of 1/256"))
      let quantized = try swiftlet(
        [
          "quantize", "model.safetensors", "--calibration", "data.csv", "--out",
          "gru.swlt",
        ], in: folder)
      #expect(quantized.status == 0)
      #expect(!quantized.messages.contains("do not fit"))
    }
  }

  @Test("says where 16 bits keep integers that 8 do not")
  func wider() throws {
    try withFolder { folder in
      try writeModel(3 / 256, in: folder)
      func quantize(_ arguments: String...) throws -> Run {
        try swiftlet(
          [
            "quantize", "model.safetensors", "--calibration", "data.csv",
            "--out", "gru.swlt",
          ] + arguments, in: folder)
      }
      #expect(
        try swiftlet(
          ["import", "gru.safetensors", "--grid", "1/256", "--json"],
          in: folder
        ).output.contains("\"grid\" : 0.00390625"))
      let warning =
        "rows of 1 more, do not fit 8 bits and are rounded; --weights int16 "
        + "keeps them"
      let narrow = try quantize().messages
      #expect(narrow.contains(warning))
      #expect(
        try !quantize("--weights", "int16").messages.contains("do not fit"))
    }
  }

  @Test(
    "takes a number from 1e-9 to 1e9",
    arguments: ["0", "-1", "1e-10", "1/0", "x", "1/2/3", ""])
  func wrong(step: String) throws {
    try withFolder { folder in
      let run = try swiftlet(
        ["import", "gru.safetensors", "--grid", step], in: folder)
      #expect(run.status == 64)
      #expect(
        run.messages.contains(
          "--grid takes a number from 1e-9 to 1e9, such as 1/128, not "
            + "'\(step)'."))
    }
  }
}
