import Foundation
import Swiftlet
import TemporaryFolder
import Testing

/// Walks of two features, whose class is the sign of the last two steps' sum.
private func walks(_ count: Int) -> String {
  var lines = ["seq,x,y,label"]
  var state: UInt32 = 1
  for sequence in 0..<count {
    var sum = [0.0, 0.0]
    for _ in 0..<12 {
      state = state &* 1_664_525 &+ 1_013_904_223
      let x = Double(state >> 24) / 16 - 8
      sum = [sum[1], x]
      let label = sum[0] + sum[1] > 0 ? 1 : 0
      lines.append("\(sequence),\(x),\(-x / 4),\(label)")
    }
  }
  return lines.joined(separator: "\n") + "\n"
}

private let options = TrainingOptions(
  epochs: 12, batchSize: 8, learningRate: 0.05, validationFraction: 0,
  threads: 1)

/// Runs a body in a new folder with data that is removed afterwards.
private func withData(_ body: (DataSource, URL) throws -> Void) throws {
  let folder = try makeFolder()
  defer { try? FileManager.default.removeItem(at: folder) }
  let (train, test) = (
    folder.appendingPathComponent("train.csv"),
    folder.appendingPathComponent("test.csv")
  )
  try Data(walks(24).utf8).write(to: train)
  try Data(walks(6).utf8).write(to: test)
  try body(
    DataSource(
      name: "walks", train: train, test: test,
      settings: DataSettings(classNames: ["down", "up"])), folder)
}

@Suite("Calls")
struct CallTests {
  @Test("data become a model that runs, by four calls")
  func pipeline() throws {
    try withData { data, folder in
      var epochs: [Int] = []
      let trained = try FloatModel.train(
        on: data, Architecture(.gru(), hiddenSize: 4), options: options
      ) {
        epochs.append($0.epoch)
        #expect($0.metric == .accuracy && !$0.isHeldOut)
      }
      #expect(epochs == Array(1...12))
      #expect(trained.epochsRun == 12 && !trained.isHeldOut)
      #expect(trained.model.notes["data"] == "walks")
      let score = try #require(trained.testScore)
      #expect(score > 0.8)

      let quantized = try trained.model.quantize(calibration: data)
      let model = quantized.model
      #expect(model.classNames == ["down", "up"])
      #expect(model.inputs.map(\.name) == ["x", "y"])
      for (chosen, input) in zip(quantized.report.inputs, model.inputs) {
        #expect(abs(input.unit / chosen.unit - 1) < 1e-5)
      }
      try model.selfTest()

      let outcome = try model.verify(
        against: trained.model, on: data, streamSteps: 500)
      #expect(outcome.report.agreement > 0.97)
      #expect(abs(outcome.report.floatScore - score) < 1e-12)
      #expect(outcome.recurrence?.drift.last?.steps == 500)
      let page = folder.appendingPathComponent("page.html")
      try outcome.writePage(to: page)
      #expect(try String(contentsOf: page, encoding: .utf8).contains("</svg>"))

      var stream = model.makeStream()
      #expect(try stream.classify([7, -1.75]).name == "up")
      stream.reset()
      #expect(try stream.classify([-7, 1.75]).name == "down")
    }
  }

  @Test("a training that was interrupted goes on to the same model")
  func resumption() throws {
    try withData { data, folder in
      let checkpoint = folder.appendingPathComponent("checkpoint")
      let network = Architecture(.lstm, hiddenSize: 3, layers: 2)
      var few = options
      few.epochs = 4
      let whole = try FloatModel.train(on: data, network, options: few)
      few.patience = 2
      _ = try FloatModel.train(
        on: data, network, options: few, checkpoint: checkpoint)
      few.patience = nil
      let resumed = try FloatModel.train(
        on: data, network, options: few, checkpoint: checkpoint, resumes: true)
      #expect(resumed.model == whole.model)
    }
  }

  @Test("fine tuning makes 4-bit weights and leaves blocks of weights out")
  func fineTuning() throws {
    try withData { data, _ in
      let float = try FloatModel.train(
        on: data, Architecture(hiddenSize: 16), options: options
      ).model
      let training = TrainingOptions(epochs: 4, threads: 1)
      let small = try float.quantize(
        calibration: data, options: QuantizationOptions(weightBits: 4),
        fineTuning: FineTuning(options: training)
      ).model
      let quarter = try float.quantize(
        calibration: data,
        fineTuning: FineTuning(density: 0.25, options: training)
      ).model
      let whole = try float.quantize(calibration: data).model
      #expect(small.flashSize < whole.flashSize)
      #expect(quarter.macsPerStep < whole.macsPerStep / 2)
      let panels = try float.quantize(calibration: data, layout: .panels).model
      #expect(panels.id != whole.id)
      var (a, b) = (whole.makeStream().save(), panels.makeStream().save())
      (a, b) = (Array(a[24...]), Array(b[24...]))
      #expect(a == b)
    }
  }

  @Test(
    "options out of range are refused by name",
    arguments: [
      (QuantizationOptions(weightBits: 5), nil, "`weightBits` is 5"),
      (QuantizationOptions(activationBits: 4), nil, "`activationBits` is 4"),
      (QuantizationOptions(weightBits: 4), nil, "needs `fineTuning`"),
      (QuantizationOptions(inputRange: .quantile(2)), nil, "the quantile 2"),
      (
        QuantizationOptions(goldenStepCount: -1), nil, "`goldenStepCount` is -1"
      ),
      (QuantizationOptions(), FineTuning(density: 0), "`density` is 0"),
      (
        QuantizationOptions(weightBits: 16), FineTuning(density: 0.5),
        "a `density` below 1"
      ),
    ] as [(QuantizationOptions, FineTuning?, String)])
  func refusedOptions(
    _ wrong: QuantizationOptions, _ fineTuning: FineTuning?, _ cause: String
  ) throws {
    try withData { data, _ in
      var few = options
      few.epochs = 1
      let float = try FloatModel.train(
        on: data, Architecture(hiddenSize: 2), options: few
      ).model
      #expect {
        try float.quantize(
          calibration: data, options: wrong, fineTuning: fineTuning)
      } throws: {
        $0 is QuantizationError && "\($0)".contains(cause)
      }
    }
  }

  @Test("an architecture without layers or units is refused")
  func refusedArchitectures() throws {
    try withData { data, _ in
      for wrong in [
        Architecture(hiddenSize: 0), Architecture(layers: 0),
        Architecture(layers: -1), Architecture(embeddingSize: 2),
      ] {
        #expect { try FloatModel.train(on: data, wrong) } throws: {
          !"\($0)".contains("\n") && !"\($0)".contains("--")
        }
      }
    }
  }
}
