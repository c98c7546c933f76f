import Foundation
import RandomNetworks
import SwiftletCells
import SwiftletFormat
import SwiftletQuantization
import Testing

@Suite("Equalization")
struct EqualizationTests {
  /// A spectrum, two convolutions that end in a frame, and an LSTM.
  private static let spectrum = GraphCase("spectrum", inputSize: 8) { graph in
    func convolution(
      _ frames: Int, _ channels: Int, _ outputs: Int, _ kernel: Int,
      stride: Int, _ activation: Layer.DenseActivation
    ) -> Layer {
      .conv1D(
        Convolution(
          frames: frames, channels: channels, outputChannels: outputs,
          kernel: kernel, stride: stride), activation: activation)
    }
    let past = graph.add(.history(size: 8, inputSize: 8), to: graph.input)
    let (real, imaginary) = (
      graph.add(convolution(16, 1, 5, 8, stride: 4, .linear), to: past),
      graph.add(convolution(16, 1, 5, 8, stride: 4, .linear), to: past)
    )
    let magnitude = graph.add(
      .pointwise(.magnitude, size: 15), to: real, imaginary)
    let a = graph.add(convolution(3, 5, 6, 3, stride: 1, .relu), to: magnitude)
    let b = graph.add(GraphCase.dense(6, 4, .relu), to: a)
    let h = graph.add(.lstm(inputSize: 10, hiddenSize: 5), to: b + a)
    return graph.add(GraphCase.dense(5, 2), to: h)
  }

  @Test("changes no output, not by a bit")
  func sameOutputs() throws {
    var changed = 0
    for seed in UInt64(1)...60 {
      var generator = Generator(seed: UInt32(seed))
      let network =
        seed == 1
        ? try Self.spectrum.network()
        : try RandomGraph(&generator, count: 9).network().network
      var random = RandomModel(seed: seed)
      let model = try random.model(network)
      let walk = random.sequence(model, timesteps: 60)
      let equalized = try Quantizer.equalized(
        model, QuantizationOptions(weightBits: seed % 2 == 0 ? 8 : 16), [walk])
      changed += equalized == model ? 0 : 1
      #expect(seed != 1 || equalized != model)
      var (float, other) = (FloatStream(model), FloatStream(equalized))
      for step in 0..<walk.timesteps {
        let values = walk.features(at: step)
        #expect(try float.step(values) == other.step(values), "seed \(seed)")
      }
    }
    #expect(changed >= 2)
  }

  @Test("values of a small range lose no bits of what they share a unit with")
  func smallChannels() throws {
    var random = RandomModel(seed: 5)
    let layers: [Layer] = [
      .dense(inputSize: 6, outputSize: 8, activation: .relu),
      .dense(inputSize: 8, outputSize: 3, activation: .linear),
    ]
    let model = try random.model(layers)
    let walk = random.sequence(model, timesteps: 500)
    // The same function, with half of the hidden values 1/16 as large.
    var small = model
    for tensor in model.network.tensors {
      for (place, index) in tensor.range.enumerated() {
        let (row, column) = (place / tensor.columns, place % tensor.columns)
        if tensor.layer == 0, row < 4 { small.parameters[index] /= 16 }
        if tensor.layer == 1, tensor.role == .weight, column < 4 {
          small.parameters[index] *= 16
        }
      }
    }
    func error(_ model: FloatModel) throws -> Double {
      let network = try Quantizer(
        model, QuantizationOptions(weightBits: 16), calibration: [walk]
      ).quantize()
      return try Verification(
        QuantizedModel(bytes: .init(network.fileBytes())), reference: model
      ).run([walk]).rmsError
    }
    #expect(try error(small) < 1.5 * error(model))
  }
}
