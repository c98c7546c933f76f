import SwiftletCells
import SwiftletDatasets
import SwiftletEncoding
import SwiftletRuntime
import SwiftletTraining
import Testing

private func dataset(
  _ names: [String], _ target: Target, _ sequences: [DataSequence]
) -> Dataset {
  Dataset(featureNames: names, target: target, sequences: sequences)
}

/// Two features, one of them with a gap, and a value to predict.
private let walk = dataset(
  ["x", "y"], .values(names: ["target"]),
  [
    DataSequence(
      id: "a", features: [1, 10, 3, .nan], targets: [2, 4], featureCount: 2),
    DataSequence(
      id: "b", features: [1, 30, 3, 20], targets: [4, .nan], featureCount: 2),
  ])

/// One sequence of symbols.
private func symbols(_ values: [Double], column: String = "label") -> Dataset {
  dataset(
    ["s"], .classes(count: 2, column: column),
    [
      DataSequence(
        id: "q", features: values, targets: values.map { _ in 0 },
        featureCount: 1)
    ])
}

@Suite("Encoding")
struct EncodingTests {
  @Test("features and values are normalised, and a gap can become the mean")
  func values() throws {
    let encoding = try Encoding(learning: walk, gapPolicy: .mean)
    #expect(encoding.inputs.map(\.mean) == [2, 20])
    #expect(encoding.inputs[0].deviation == 1)
    let sequence = try encoding.trainingSequences(walk.sequences[0])[0]
    #expect(sequence.inputs[..<1] == [-1] && sequence.inputs[2...] == [1, 0])
    #expect(
      abs(Double(sequence.inputs[1]) - -10 / (200.0 / 3).squareRoot()) < 1e-6)
    guard case .values(let targets) = sequence.targets else {
      Issue.record("values are to be told")
      return
    }
    // The mean of 2, 4 and 4 is 10/3, their variance 8/9.
    #expect(abs(Double(targets[0]) + 2.squareRoot()) < 1e-6)
  }

  @Test("training fills gaps as the model does, and starts again where it does")
  func gaps() throws {
    let sequence = DataSequence(
      id: "a", features: [1, .nan, .nan, .nan, 5],
      targets: [1, 2, 3, 4, 5], featureCount: 1)
    let data = dataset(["x"], .values(names: ["target"]), [sequence])
    let expected: [(GapPolicy, Scoring, [[Float]])] = [
      (.mean, .everyStep, [[-1, 0, 0, 0, 1]]),
      (.hold, .everyStep, [[-1, -1, -1, -1, 1]]),
      (.holdThenMean(steps: 1), .everyStep, [[-1, -1, 0, 0, 1]]),
      (.holdThenReset(steps: 1), .everyStep, [[-1, -1], [0], [0], [1]]),
      (.holdThenReset(steps: 1), .lastStep, [[1]]),
    ]
    for (policy, scoring, inputs) in expected {
      let encoding = try Encoding(learning: data, gapPolicy: policy)
      let problem = try encoding.problem(
        encoding.network(.lstm, hiddenSize: 1), on: data, scoring: scoring)
      #expect(problem.training.map(\.inputs) == inputs)
      let model = try encoding.model(
        problem,
        parameters: Array(repeating: 0, count: problem.network.parameterCount))
      #expect(model.gapPolicy == policy)
      #expect(Encoding(of: model).gapPolicy == policy)
    }
    #expect(throws: GapError.self) {
      try Encoding(learning: data, gapPolicy: .refuse)
        .trainingSequences(sequence)
    }
  }

  @Test("classes keep their index and their names")
  func classes() throws {
    let data = dataset(
      ["x"], .classes(names: ["no", "yes"], column: "label"),
      [DataSequence(features: [5, 5], targets: [1, .nan], featureCount: 1)])
    let named = try Encoding(learning: data)
    #expect(named.outputs.map(\.name) == ["no", "yes"])
    #expect(named.schema == data.schema)
    let sequence = try named.trainingSequences(data.sequences[0])[0]
    guard case .classes(let targets) = sequence.targets else {
      Issue.record("classes are to be told")
      return
    }
    #expect(targets == [1, -1] && sequence.inputs == [0, 0])
  }

  @Test("a vocabulary reaches to the largest symbol, in a feature or to tell")
  func vocabulary() throws {
    let data = symbols([0, 4, 2])
    let encoding = try Encoding(learning: data, asSymbols: true)
    #expect(encoding.vocabularySize == 5)
    #expect(
      try encoding.trainingSequences(data.sequences[0])[0].inputs == [0, 4, 2])
    let next = symbols([0], column: "label_next")
    #expect(
      try Encoding(learning: next, asSymbols: true).vocabularySize == 2)
  }

  @Test("what is no symbol is named")
  func noSymbols() throws {
    #expect(
      throws: DataEncodingError.embedding(
        "takes one feature column, but the data have 2")
    ) { try Encoding(learning: walk, asSymbols: true) }
    for value in [-1.0, 32_767] {
      let error = #expect(throws: DataEncodingError.self) {
        try Encoding(learning: symbols([value]), asSymbols: true)
      }
      #expect(
        error?.description
          == "an embedding takes indices from 0 to 32766, which a model's file "
          + "holds; number the symbols of column 's' from 0")
    }
    let encoding = try Encoding(learning: symbols([0, 2]), asSymbols: true)
    for value in [3, 0.5, .nan] {
      let error = #expect(throws: DataEncodingError.self) {
        try encoding.trainingSequences(symbols([0, value]).sequences[0])[0]
      }
      #expect(
        error?.description.hasPrefix(
          "sequence 'q', timestep 1: 's' is not a symbol's index from 0 to 2")
          == true)
    }
  }

  @Test("a model's encoding is the one it was trained with")
  func ofModel() throws {
    for (data, asSymbols) in [(walk, false), (symbols([0, 3]), true)] {
      let encoding = try Encoding(learning: data, asSymbols: asSymbols)
      let network = try encoding.network(
        .gru(), hiddenSize: 2, embeddingSize: asSymbols ? 3 : nil)
      let problem = try encoding.problem(
        network, on: data, scoring: .lastStep)
      let model = try encoding.model(
        problem, parameters: network.initialParameters(seed: 1))
      #expect(Encoding(of: model) == encoding)
      #expect(model.scoring == .lastStep)
    }
  }

  @Test("a network has the layers that the data and the kind ask for")
  func networks() throws {
    let plain = try Encoding(learning: walk)
    #expect(
      try plain.network(.lstm, hiddenSize: 8, layers: 2).layers == [
        .lstm(inputSize: 2, hiddenSize: 8), .lstm(inputSize: 8, hiddenSize: 8),
        .dense(inputSize: 8, outputSize: 1, activation: .linear),
      ])
    let symbols = try Encoding(learning: symbols([0, 3]), asSymbols: true)
    #expect(
      try symbols.network(
        .simpleRNN(.relu), hiddenSize: 5, embeddingSize: 3
      ).layers == [
        .embedding(vocabularySize: 4, outputSize: 3),
        .simpleRNN(inputSize: 3, hiddenSize: 5, activation: .relu),
        .dense(inputSize: 5, outputSize: 2, activation: .linear),
      ])
  }
}

@Suite("Settings that suit data")
struct RecommendedTests {
  @Test("what is not recommended is the trainer's own")
  func recommended() {
    let own = TrainingConfiguration()
    let chosen = TrainingConfiguration(
      RecommendedTraining(epochs: 7, window: 5, inputNoise: 0.5))
    #expect(chosen.epochs == 7 && chosen.window == 5)
    #expect(chosen.inputNoise == 0.5 && chosen.patience == own.patience)
    #expect(chosen.learningRate == own.learningRate && chosen.threads >= 1)
  }

  @Test("fine-tuning halves the epochs only where nothing is held out")
  func fineTuning() {
    let all = RecommendedTraining(
      epochs: 7, patience: 3, learningRate: 0.04, inputNoise: 0.5,
      fineTuningNoise: 0.2, validationFraction: 0)
    let chosen = TrainingConfiguration.fineTuning(all)
    #expect(chosen.epochs == 4 && chosen.patience == 3)
    #expect(chosen.learningRate == 0.01 && chosen.inputNoise == 0.2)
    #expect(chosen.finalLearningRateFraction == 0)
    #expect(
      TrainingConfiguration.fineTuning(all, validationFraction: 0.1).epochs
        == 7)
    let few = RecommendedTraining(epochs: 7, inputNoise: 0.5)
    let other = TrainingConfiguration.fineTuning(few, epochs: 9)
    #expect(other.epochs == 9 && other.patience == 9)
    #expect(other.inputNoise == 0.5)
  }
}

@Suite("Parts of data")
struct PartTests {
  @Test("the sunspots alone are continued by their test part")
  func warmUp() throws {
    for (name, hasWarmUp) in [
      ("sunspots_monthly", true), ("japanese_vowels", false),
    ] {
      let source = try DataSource(named: name)
      let data = try Dataset(contentsOf: source.train)
      let encoding = try Encoding(learning: data)
      let network = try encoding.network(.gru(), hiddenSize: 2)
      let model = try encoding.model(
        encoding.problem(network, on: data, scoring: .everyStep),
        parameters: network.initialParameters(seed: 1))
      #expect(try source.warmUp(for: model).isEmpty == !hasWarmUp)
      #expect(try source.trainingPart(for: model).schema == encoding.schema)
      #expect(
        try source.testPart(for: model).timesteps != data.timesteps)
    }
  }
}
