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
}
