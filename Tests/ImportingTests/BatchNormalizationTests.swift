import Foundation
import SwiftletCells
import SwiftletImporting
import TemporaryFolder
import Testing

@Suite("Batch normalization")
struct BatchNormalizationTests {
  /// Numbers of no pattern, from 0 to 1.
  private static func numbers(_ count: Int, _ seed: Int) -> [Float] {
    (0..<count).map { Float(($0 * 37 + seed * 101) % 97) / 97 }
  }

  /// The tensors of `nn.BatchNorm1d` with some negative weights.
  private static func norm(_ size: Int) -> [String: [Float]] {
    [
      "running_mean": numbers(size, 1), "running_var": numbers(size, 2),
      "weight": numbers(size, 3).map { 1.5 * $0 - 0.5 },
      "bias": numbers(size, 4),
    ]
  }

  private static func affine(_ size: Int) -> [(scale: Double, shift: Double)] {
    let norm = norm(size).mapValues { $0.map(Double.init) }
    func value(_ name: String, _ index: Int) -> Double {
      norm[name, default: []][index]
    }
    return (0..<size).map { index in
      let deviation = (value("running_var", index) + 1e-5).squareRoot()
      let scale = value("weight", index) / deviation
      return (
        scale, value("bias", index) - scale * value("running_mean", index)
      )
    }
  }

  private static let shapes: [String: [String: [Int]]] = [
    "lstm": [
      "weight_ih_l0": [12, 2], "weight_hh_l0": [12, 3], "bias_ih_l0": [12],
      "bias_hh_l0": [12],
    ],
    "gru": [
      "weight_ih_l0": [9, 3], "weight_hh_l0": [9, 3], "bias_ih_l0": [9],
      "bias_hh_l0": [9],
    ],
    "fc": ["weight": [2, 3], "bias": [2]],
    "id": ["weight": [3, 3], "bias": [3]],
  ]

  /// A state dict of modules in their order, `norm2` and `norm3` being batch
  /// normalizations of 2 and 3 features.
  private func network(_ layers: String) throws -> ImportedNetwork {
    var tensors: [String: SafeTensors.Tensor] = [:]
    let choices = try layers.split(separator: ",").map { try ModuleChoice($0) }
    for module in choices.map(\.name) {
      let size = module.last?.wholeNumberValue
      let norm = size.map { Self.norm($0) } ?? [:]
      for (name, values) in norm {
        tensors["\(module).\(name)"] = .init(
          shape: [values.count], values: values)
      }
      for (name, shape) in size == nil ? Self.shapes[module] ?? [:] : [:] {
        let count = shape.reduce(1, *)
        var values = Self.numbers(count, name.utf8.count).map { $0 - 0.5 }
        if module == "id" {
          values = (0..<count).map { shape.count > 1 && $0 % 4 == 0 ? 1 : 0 }
        }
        tensors["\(module).\(name)"] = .init(shape: shape, values: values)
      }
    }
    return try withFolder { folder in
      let file = folder.appendingPathComponent("in.safetensors")
      try SafeTensors(tensors: tensors, metadata: [:]).write(to: file)
      return try ModelImport.read(file, modules: choices)
    }
  }

  private func tensor(
    _ role: TensorRole, _ layer: Int, _ imported: ImportedNetwork
  ) throws -> [Double] {
    let tensor = try #require(imported.network.tensor(role, ofLayer: layer))
    return imported.parameters[tensor.range].map(Double.init)
  }

  /// Whether numbers are the nearest floats to exact ones.
  private func areNearest(_ values: [Double], _ exact: [Double]) -> Bool {
    values.count == exact.count
      && zip(values, exact).allSatisfy {
        abs($0 - $1) <= 0.5001 * Double(Float($1).ulp)
      }
  }

  @Test(
    "scales the columns of a layer after it, and shifts its biases, exactly")
  func forward() throws {
    let map = Self.affine(3)
    for (layers, layer, weightRole, columns) in [
      ("lstm,norm3,fc", 1, .weight, 3),
      ("lstm,norm3,gru,fc", 1, .inputWeight, 3),
    ] as [(String, Int, TensorRole, Int)] {
      let plain = try network(layers.replacing("norm3,", with: ""))
      let folded = try network(layers)
      let weight = try tensor(weightRole, layer, plain)
      let bias = try tensor(.bias, layer, plain)
      #expect(
        areNearest(
          try tensor(weightRole, layer, folded),
          weight.indices.map { weight[$0] * map[$0 % columns].scale }))
      #expect(
        areNearest(
          try tensor(.bias, layer, folded),
          bias.indices.map { row in
            (0..<columns).reduce(bias[row]) {
              $0 + weight[row * columns + $1] * map[$1].shift
            }
          }))
      #expect(folded.normalization == nil)
    }
    // What the reset gate multiplies is not the input's.
    let gru = try network("lstm,norm3,gru,fc")
    #expect(
      try tensor(.candidateBias, 1, gru)
        == tensor(.candidateBias, 1, try network("lstm,gru,fc")))
  }

  @Test("goes into the linear layer before it, before the activation")
  func backward() throws {
    let plain = try network("lstm,fc")
    let folded = try network("lstm,fc:linear,norm2:tanh")
    let map = Self.affine(2)
    let weight = try tensor(.weight, 1, plain)
    let bias = try tensor(.bias, 1, plain)
    #expect(
      areNearest(
        try tensor(.weight, 1, folded),
        weight.indices.map { weight[$0] * map[$0 / 3].scale }))
    #expect(
      areNearest(
        try tensor(.bias, 1, folded),
        bias.indices.map { bias[$0] * map[$0].scale + map[$0].shift }))
    #expect(
      folded.network.layers[1]
        == .dense(inputSize: 3, outputSize: 2, activation: .tanh))
  }

  @Test("on both sides of a layer rounds its weights once")
  func bothSides() throws {
    let plain = try network("lstm,fc")
    let folded = try network("lstm,norm3,fc:linear,norm2")
    let (before, after) = (Self.affine(3), Self.affine(2))
    let weight = try tensor(.weight, 1, plain)
    #expect(
      areNearest(
        try tensor(.weight, 1, folded),
        weight.indices.map {
          weight[$0] * before[$0 % 3].scale * after[$0 / 3].scale
        }))
  }

  @Test("of the inputs becomes their means and deviations, with any sign")
  func inputs() throws {
    let plain = try network("lstm,fc")
    let folded = try network("norm2,lstm,fc")
    let norm = Self.norm(2).mapValues { $0.map(Double.init) }
    let normalization = try #require(folded.normalization)
    #expect(normalization.means == norm["running_mean"])
    #expect(
      normalization.deviations
        == norm["running_var"]?.map { ($0 + 1e-5).squareRoot() })
    let map = Self.affine(2)
    #expect(map.contains { $0.scale < 0 } && map.contains { $0.scale > 0 })
    let x = [[0.5, -2.0], [3, 1], [-1, 0.25], [2, 2]]
    var (a, b) = (
      FloatStream(try plain.model()), FloatStream(try folded.model())
    )
    for input in x {
      let expected = try a.step(
        zip(input, map).map { $0 * $1.scale + $1.shift })
      for (left, right) in zip(expected, try b.step(input)) {
        #expect(abs(left - right) < 1e-6)
      }
    }
  }

  @Test("that no layer can take is refused, and its remedy works")
  func remedy() throws {
    let text = complaint { try network("lstm,norm3") }
    #expect(text?.contains("put nn.Linear(3, 3) with nn.init.eye_") == true)
    let mended = try network("lstm,norm3,id")
    let plain = try network("lstm,id")
    let map = Self.affine(3)
    var (a, b) = (
      FloatStream(try plain.model()), FloatStream(try mended.model())
    )
    for input in [[0.5, -2.0], [3, 1], [-1, 0.25]] {
      for (index, values) in zip(try a.step(input), try b.step(input))
        .enumerated()
      {
        let expected = values.0 * map[index].scale + map[index].shift
        #expect(abs(expected - values.1) < 1e-6)
      }
    }
  }

  @Test("says what a state dict does not: eps, and what follows")
  func unsaid() throws {
    let remarks = try network("lstm,norm3,fc").remarks
    #expect(remarks.contains { $0.contains("'norm3' is taken as batch") })
    #expect(
      complaint { try network("fc,norm2,lstm") }?.contains(
        "`modules` fc:linear,norm2:relu,lstm") == true)
    #expect(
      complaint { try network("fc:linear,norm2,lstm") }?.contains(
        "`modules` fc:linear,norm2:relu,lstm") == true)
    #expect(
      complaint { try network("lstm,norm3:relu,fc") }?.contains(
        "'norm3' follows no linear layer") == true)
  }
}
