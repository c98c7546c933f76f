import Foundation
import SwiftletCells
import SwiftletImporting
import SwiftletRuntime

/// The text of an error; nil without an error.
func complaint(_ body: () throws -> some Any) -> String? {
  do {
    _ = try body()
    return nil
  } catch {
    return String(describing: error)
  }
}

/// The bytes of a safetensors file of a header and of zeros.
func file(_ header: String, zeros: Int = 0) -> Data {
  var data = Data()
  withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) {
    data.append(contentsOf: $0)
  }
  return data + Data(header.utf8) + Data(count: zeros)
}

/// A model of every kind of layer that can follow an embedding.
func sampleModel() throws -> FloatModel {
  let network = try Network([
    .embedding(vocabularySize: 5, outputSize: 3),
    .gru(inputSize: 3, hiddenSize: 2, resetAfter: true),
    .gru(inputSize: 2, hiddenSize: 2, resetAfter: false),
    .lstm(inputSize: 2, hiddenSize: 2),
    .lstm(
      inputSize: 2, hiddenSize: 2,
      activations: .init(candidate: .relu, gates: .hardSigmoid)),
    .gru(
      inputSize: 2, hiddenSize: 2, resetAfter: true,
      activations: .init(candidate: .linear)),
    .simpleRNN(inputSize: 2, hiddenSize: 3, activation: .relu),
    .dense(inputSize: 3, outputSize: 2, activation: .sigmoid),
  ])
  return try FloatModel(
    network: network,
    parameters: (0..<network.parameterCount).map { Float($0) / 7 - 3 },
    inputs: [FloatModel.Channel(name: "char \"é\"/,")],
    outputs: [
      FloatModel.Channel(name: "a", mean: 0.1, deviation: 1e-300),
      FloatModel.Channel(name: "b", mean: -1e10, deviation: .pi),
    ],
    task: .regression, scoring: .lastStep, notes: ["version": "0"])
}
