import CSwiftlet
import Foundation
import RandomNetworks
import SwiftletFormat
import Testing

@Suite("Inputs and outputs")
struct ConversionTests {
  @Test("inputs are quantized by the formula of the specification")
  func inputs() throws {
    var generator = Generator(seed: 5)
    for _ in 0..<200 {
      let shift = Int(generator.next() % 31)
      let zero = generator.signed(upTo: (1 << 30) - 1)
      let multiplier = Int(generator.next() >> 1)
      var model = try handle(
        input: .init(
          name: "x", zero: Int32(zero), multiplier: Int32(multiplier),
          fractionBits: 3, shift: shift))
      for _ in 0..<50 {
        let bits = generator.next() % 31
        let raw = Int(Int32(bitPattern: generator.next())) >> bits
        let limit = (1 << 30) >> shift
        let shifted = max(-limit, min(limit, raw)) << shift
        let scaled = Arithmetic.scale(shifted - zero, multiplier)
        #expect(
          Int(swiftlet_quantize_input(&model.0, 0, Int32(raw)))
            == max(-32767, min(32767, scaled)))
      }
      #expect(swiftlet_input_fraction_bits(&model.0, 0) == 3)
    }
  }

  @Test("outputs are read by the formula of the specification")
  func outputs() throws {
    var generator = Generator(seed: 6)
    for _ in 0..<200 {
      let multiplier = Int(Int32(bitPattern: generator.next()))
      let offset = generator.signed(upTo: 1 << 29)
      var model = try handle(
        output: .init(
          name: "y", multiplier: Int32(multiplier), offset: Int32(offset),
          fractionBits: 11))
      for value in [Int16.min, -1, 0, 1, 77, .max] {
        let raw = Arithmetic.scale(Int(value) * 65536, multiplier) + offset
        #expect(
          swiftlet_read_output(&model.0, 0, value)
            == Int32(truncatingIfNeeded: raw))
      }
      #expect(swiftlet_output_fraction_bits(&model.0, 0) == 11)
    }
  }

  @Test("names and counts are the network's, and an index beyond gives none")
  func names() throws {
    var (model, owner) = try handle()
    #expect(swiftlet_input_name(&model, 0).map { String(cString: $0) } == "x")
    #expect(swiftlet_output_name(&model, 0).map { String(cString: $0) } == "y")
    #expect(swiftlet_input_name(&model, 1) == nil)
    #expect(swiftlet_output_name(&model, 1) == nil)
    #expect(swiftlet_quantize_input(&model, 1, 5) == 0)
    #expect(swiftlet_read_output(&model, 1, 5) == 0)
    #expect(swiftlet_model_id(&model) == owner.id)
    #expect(owner.inputNames == ["x"] && owner.outputNames == ["y"])
  }

  @Test("the largest output is the first of equals")
  func largest() throws {
    let plan = NetworkPlan(
      name: "", inputSize: 2, layers: [(.denseLinear, 4)])
    let (_, owner) = try makeModel(plan)
    var model = owner.handle
    #expect(swiftlet_largest_output(&model, [1, 7, 7, -3]) == 1)
    #expect(swiftlet_largest_output(&model, [-5, -7, -9, -5]) == 0)
  }

  /// A one-layer model with one input and one output.
  private func handle(
    input: QuantizedNetwork.InputChannel = .init(
      name: "x", zero: 0, multiplier: 1, fractionBits: 0, shift: 0),
    output: QuantizedNetwork.OutputChannel = .init(
      name: "y", multiplier: 1, offset: 0, fractionBits: 0)
  ) throws -> (swiftlet_model, QuantizedModel) {
    var generator = Generator(seed: 3)
    var network = generator.network(
      NetworkPlan(name: "", inputSize: 1, layers: [(.denseLinear, 1)]))
    network.inputs = [input]
    network.outputs = [output]
    let model = try QuantizedModel(bytes: .init(network.fileBytes()))
    return (model.handle, model)
  }
}
