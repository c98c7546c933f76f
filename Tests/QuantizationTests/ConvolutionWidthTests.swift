import Foundation
import SwiftletCells
import SwiftletFormat
import SwiftletQuantization
import Testing

@Suite("The weights of convolutions")
struct ConvolutionWidthTests {
  private static let layers: [Layer] = [
    .history(size: 4, inputSize: 2),
    .conv1D(
      Convolution(frames: 3, channels: 2, outputChannels: 4, kernel: 3),
      activation: .relu),
    .dense(inputSize: 4, outputSize: 4, activation: .relu),
    .gru(inputSize: 4, hiddenSize: 4, resetAfter: true),
    .dense(inputSize: 4, outputSize: 2, activation: .linear),
  ]

  @Test(
    "and of a dense layer over a frame have a width of their own, else all's",
    arguments: [(nil, 8, 8), (16, 8, 16), (8, 16, 8)] as [(Int?, Int, Int)])
  func width(convolutions: Int?, all: Int, expected: Int) throws {
    var random = RandomModel(seed: 3)
    let model = try random.model(Self.layers)
    let network = try Quantizer(
      model,
      QuantizationOptions(weightBits: all, convolutionBits: convolutions),
      calibration: [random.sequence(model, timesteps: 100)]
    ).quantize()
    #expect(
      network.layers.dropFirst().map(\.weightBits) == [
        expected, expected, all, all,
      ])
  }

  @Test("of each channel by itself are stored as their diagonals' blocks alone")
  func depthwise() throws {
    let (channels, kernel) = (16, 3)
    var random = RandomModel(seed: 5)
    var model = try random.model([
      .history(size: channels * (kernel - 1), inputSize: channels),
      .conv1D(
        Convolution(
          frames: kernel, channels: channels, outputChannels: channels,
          kernel: kernel), activation: .linear),
    ])
    let columns = kernel * channels
    for row in 0..<channels {
      for column in 0..<columns where column % channels != row {
        model.parameters[row * columns + column] = 0
      }
    }
    let walk = random.sequence(model, timesteps: 200)
    let quantized = try QuantizedModel(
      bytes: Data(
        Quantizer(model, QuantizationOptions(), calibration: [walk])
          .quantize().fileBytes()))
    let blocks = try #require(quantized.layers[1].keptBlocks)
    // A tile has four rows, a block four columns.
    #expect(blocks.kept == channels / 4 * kernel)
    #expect(blocks.total == channels / 4 * columns / 4)
    let report = try Verification(quantized, reference: model).run([walk])
    #expect(report.rmsError > 0 && report.rmsError < 0.01)
  }
}
