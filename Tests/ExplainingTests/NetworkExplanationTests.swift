import Foundation
import SwiftletCells
import SwiftletExplaining
import SwiftletFormat
import SwiftletQuantization
import SwiftletRuntime
import SwiftletTraining
import Testing

/// The network of the page, as the project runs it.
private struct WorkedNetwork {
  let model: FloatModel
  /// Two steps, and what follows them.
  let sequence = TrainingSequence(
    inputs: [1, 0, 0, 0, 1, 0], targets: .classes([1, 2]))

  init() throws {
    let names = ["squats", "bench press", "rowing"]
    model = try FloatModel(
      network: Network([
        .simpleRNN(inputSize: 3, hiddenSize: 2, activation: .tanh),
        .dense(inputSize: 2, outputSize: 3, activation: .linear),
      ]),
      parameters: [
        0.8, -0.6, 0.1, -0.3, 0.5, 0.7, 0.4, -0.7, 0.6, 0.2, 0.1, -0.1, -0.9,
        0.4, 1.2, -0.5, -0.3, 1.1, 0.1, 0, -0.1,
      ], inputs: names.map { .init(name: $0) },
      outputs: names.map { .init(name: $0) }, task: .classification,
      scoring: .everyStep)
  }
}

/// Numbers as the page lists them.
private func list(_ numbers: [Double]) -> String {
  "(" + numbers.map { String(format: "%7.4f", $0) }.joined(separator: " ") + ")"
}

@Suite("The network that is worked by hand")
struct NetworkExplanationTests {
  private func block(_ name: String) throws -> String {
    try #require(NetworkExplanation().blocks.first { $0.name == name }).text
  }

  @Test("goes forward as the float reference does")
  func forward() throws {
    let worked = try WorkedNetwork()
    var runner = NetworkRunner<Double>(
      worked.model.network, parameters: worked.model.parameters.map(Double.init)
    )
    for (t, input) in [[1.0, 0, 0], [0, 1, 0]].enumerated() {
      let outputs = runner.step(input)
      let text = try block("t\(t)")
      #expect(text.contains("= \(list(runner.state))\no(\(t))"))
      #expect(text.contains("= \(list(outputs))\ny(\(t))"))
      let total = outputs.reduce(0) { $0 + exp($1) }
      #expect(text.contains("= \(list(outputs.map { exp($0) / total }))\nL"))
    }
  }

  @Test("goes back as backpropagation through time does")
  func backward() throws {
    let worked = try WorkedNetwork()
    let network = worked.model.network
    let (loss, gradient) = network.lossGradient(
      as: Double.self, parameters: worked.model.parameters.map(Double.init),
      sequences: [worked.sequence], scoring: .everyStep, window: 2)
    let text = try block("backward")
    #expect(text.contains(String(format: "L(1) = %7.4f\n", loss.loss)))
    let tensor = try #require(network.tensor(.recurrentWeight, ofLayer: 0))
    let rows = gradient[tensor.range]
    #expect(text.contains("= \(list(Array(rows.prefix(2))))\n"))
    #expect(text.hasSuffix(" \(list(Array(rows.suffix(2))))"))
  }

  @Test("gives on integers what a device gives")
  func integers() throws {
    let worked = try WorkedNetwork()
    let week = (0..<60).flatMap { step in
      (0..<3).map { $0 == step % 3 ? 1.0 : 0 }
    }
    let data = DataSequence(
      features: week, targets: (0..<60).map { Double(($0 + 1) % 3) },
      featureCount: 3)
    let model = try QuantizedModel(
      bytes: Data(
        Quantizer(worked.model, QuantizationOptions(), calibration: [data])
          .quantize().fileBytes()))
    let stream = QuantizedStream(model)
    let text = try block("integers")
    for t in 0..<2 {
      let outputs = try stream.step(
        stream.quantize(Array(week[t * 3..<t * 3 + 3])))
      let values = outputs.indices.map {
        model.read(outputs[$0], output: $0)
      }
      #expect(text.contains("o(\(t)) = \(list(values)), float"))
    }
    #expect(text.hasSuffix("\(model.stateSize) bytes of state"))
    // v of a unit and the float's sum are one number in two units.
    for line in text.split(separator: "\n") where line.contains("v / 24576") {
      let numbers = line.split(separator: "=").suffix(2).map {
        Double($0.prefix { $0 != "," }.trimmingCharacters(in: .whitespaces))
      }
      let (v, a) = (try #require(numbers[0]), try #require(numbers[1]))
      #expect(abs(v - a) < 0.01)
    }
  }

  @Test("stands in the documentation with the numbers that it has")
  func page() throws {
    let package = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = try String(
      contentsOf: package.appendingPathComponent(
        "Sources/Swiftlet/Swiftlet.docc/WhatARecurrentNetworkIs.md"),
      encoding: .utf8)
    for block in try NetworkExplanation().blocks {
      #expect(page.contains("```text\n\(block.text)\n```\n"), "\(block.name)")
    }
  }
}
