import Foundation
import SwiftletCells
import SwiftletImporting
import TemporaryFolder
import Testing

@Suite("Weights that are integers already")
struct GridTests {
  /// A file of two modules: `fc1` with integers of 8 bits, a bias among them,
  /// and `fc2` with those of 16 and a bias of floats.
  private static let counts: Data = {
    let header = """
      {"fc1.weight":{"dtype":"I8","shape":[2,3],"data_offsets":[0,6]},\
      "fc1.bias":{"dtype":"I8","shape":[2],"data_offsets":[6,8]},\
      "fc2.weight":{"dtype":"I16","shape":[1,2],"data_offsets":[8,12]},\
      "fc2.bias":{"dtype":"F32","shape":[1],"data_offsets":[12,16]}}
      """
    var data = file(header)
    data += [1, 255, 127, 128, 0, 64, 3, 253]
    data += [0, 128, 255, 1]
    withUnsafeBytes(of: Float(0.3).bitPattern.littleEndian) { data += $0 }
    return data
  }()

  private static let choices = "fc1:tanh,fc2:linear"

  private func read(
    _ contents: Data, grid: Double?, _ layers: String = ""
  ) throws -> ImportedNetwork {
    try withFolder { folder in
      let file = folder.appendingPathComponent("in.safetensors")
      try contents.write(to: file)
      return try ModelImport.read(
        file, modules: layers.split(separator: ",").map(ModuleChoice.init),
        grid: grid)
    }
  }

  private func read(
    _ weights: [Float], grid: Double?
  ) throws -> ImportedNetwork {
    let contents = try SafeTensors(tensors: [
      "fc.weight": .init(shape: [2, weights.count / 2], values: weights),
      "fc.bias": .init(shape: [2], values: [0.1, 0.2]),
    ]).encoded()
    return try read(contents, grid: grid)
  }

  @Test("are multiplied by the step, whatever their width")
  func multiplied() throws {
    let network = try read(Self.counts, grid: 1 / 128, Self.choices)
    #expect(network.grid == 0x1p-7)
    let expected: [Float] = [1, -1, 127, -128, 0, 64, 3, -3, -32768, 511]
    #expect(network.parameters == expected.map { $0 / 128 } + [0.3])
  }

  @Test("are seen without a step, where they are integers of 8 bits")
  func seen() throws {
    let integers: [Float] = [3, -64, 127, 0, 1, -2]
    for (divisor, step) in [(1, 1.0), (256, 1 / 256)] as [(Float, Double)] {
      let weights = integers.map { $0 / divisor }
      #expect(try read(weights, grid: nil).grid == step)
    }
    #expect(try read([1, -63, 3, 0, 5, 7], grid: nil).grid == nil)
    #expect(try read([1, -64, 128, 0, 5, 7], grid: nil).grid == nil)
    #expect(try read([0.1, -64, 127, 0, 5, 7], grid: nil).grid == nil)
    #expect(try read([0, 0], grid: nil).grid == nil)
  }

  @Test("need a step, and the sentence that says so names one that works")
  func needed() throws {
    let found = complaint { try read(Self.counts, grid: nil, Self.choices) }
    #expect(
      found?.hasSuffix(
        "tensor 'fc1.weight' holds no floats; save it as float32, or say what "
          + "a 1 in it stands for: `grid` 1/128") == true)
  }

  @Test("are looked for in every matrix, biases left aside")
  func checked() throws {
    let weights: [Float] = [1 / 128, 0.5, -3 / 256, 5 / 256]
    let found = complaint { try read(weights, grid: 1 / 128) }
    #expect(
      found?.hasSuffix(
        "layer 'fc': 2 of the 4 numbers of its weight are no multiples of "
          + "`grid` 1/128; give `grid` 1/256, of which all are, or leave it "
          + "out") == true)
    #expect(try read(weights, grid: 1 / 256).grid == 0x1p-8)
    let third: [Float] = [1 / 3, 2 / 3, -1, 0]
    #expect(
      sentence(third).hasSuffix(
        "leave it out; a normalization, a gain or a hard sigmoid that is "
          + "folded into weights moves them"))
    #expect(try read(third, grid: 1 / 3.0).grid == 1.0 / 3.0)
  }

  private func sentence(_ weights: [Float]) -> String {
    complaint { try read(weights, grid: 1 / 128) } ?? ""
  }

  @Test("may be so small a step that they need more than 16 bits")
  func tooFine() {
    #expect(sentence([0.1, 0.5, 1, 2]).contains("leave it out; a norm"))
    #expect(sentence([100, 0, 0, 1 / 1024]).contains("leave it out; a norm"))
  }

  @Test("are moved by a normalization that is folded into them")
  func folded() throws {
    let file = ImportFixtures.file("keras-batchnorm.keras")
    let found = complaint { try ModelImport.read(file, grid: 1 / 128) }
    #expect(found?.contains("folded into weights moves them") == true)
  }

  @Test("leave their step in the float model's file")
  func kept() throws {
    var model = try sampleModel()
    for grid in [nil, 1 / 128, 0.1] as [Double?] {
      model.grid = grid
      #expect(try FloatModel(model.safeTensors()) == model)
    }
    var contents = try model.safeTensors()
    for text in ["", "x", "0", "-1", "inf", "nan", "1e-10", "1e10"] {
      contents.metadata["swiftlet.grid"] = text
      let found = complaint { try FloatModel(contents) }
      #expect(
        found == "'swiftlet.grid' in the metadata is '\(text)'; it takes a "
          + "number from 1e-9 to 1e9, such as 0.0078125")
    }
  }
}
