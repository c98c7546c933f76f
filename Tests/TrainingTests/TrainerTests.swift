import Foundation
import SwiftletCells
import SwiftletRuntime
import SwiftletTraining
import TemporaryFolder
import Testing

/// Sequences of different lengths whose class is the sign of their sum so far.
private func problem(
  count: Int = 45, seed: UInt64 = 1, cell: Layer? = nil
) throws -> TrainingProblem {
  var random = RandomSource(seed: seed)
  let sequences = (0..<count).map { _ in
    let steps = 5 + Int(random.uniform() * 30)
    var sum: Float = 0
    var inputs: [Float] = []
    var classes: [Int32] = []
    for _ in 0..<steps {
      let value = Float(random.normal())
      sum += value
      inputs += [value, Float(random.normal())]
      classes.append(sum > 0 ? 1 : 0)
    }
    return TrainingSequence(inputs: inputs, targets: .classes(classes))
  }
  let network = try Network([
    cell ?? .gru(inputSize: 2, hiddenSize: 8, resetAfter: true),
    .dense(inputSize: 8, outputSize: 2, activation: .linear),
  ])
  return TrainingProblem(
    network: network, scoring: .everyStep, training: sequences)
}

private let configuration = TrainingConfiguration(
  epochs: 6, batchSize: 20, window: 12, learningRate: 1e-2, inputNoise: 0.05,
  weightDecay: 1e-3, seed: 4)

@Test("training learns, and reports where it stands")
func learns() throws {
  var settings = configuration
  settings.epochs = 30
  var trainer = try Trainer(problem(), settings)
  var reports: [TrainingProgress] = []
  let result = try trainer.run { reports.append($0) }
  #expect(result.validationScore > 0.85)
  #expect(reports.map(\.epoch) == Array(1...result.epochsRun))
  let best = reports.min { $0.validationLoss < $1.validationLoss }
  #expect(best?.epoch == result.bestEpoch)
  #expect(best?.validationScore == result.validationScore)
  #expect(reports.allSatisfy { $0.timestepsPerSecond > 0 })
  #expect(reports.last?.secondsLeft == 0)
}

@Test("the number of threads does not change a bit of the result")
func threadsAgree() throws {
  var results: [TrainingResult] = []
  for threads in 1...3 {
    var settings = configuration
    settings.threads = threads
    var trainer = try Trainer(problem(), settings)
    results.append(try trainer.run())
  }
  #expect(results[0] == results[1] && results[1] == results[2])
}

@Test("another seed gives another result")
func seedsDiffer() throws {
  var settings = configuration
  var first = try Trainer(problem(), settings)
  settings.seed += 1
  var second = try Trainer(problem(), settings)
  let (one, other) = (try first.run(), try second.run())
  #expect(one.parameters != other.parameters)
}

@Test("a training killed after any epoch resumes to the same bits")
func resumes() throws {
  let folder = try makeFolder()
  defer { try? FileManager.default.removeItem(at: folder) }
  let file = folder.appendingPathComponent("checkpoint")
  let copy = folder.appendingPathComponent("copy")
  var whole = try Trainer(problem(), configuration)
  var files: [Data] = []
  let expected = try whole.run(checkpoint: file) { _ in
    if let data = try? Data(contentsOf: file) { files.append(data) }
  }
  #expect(files.count == configuration.epochs)
  for data in files {
    try data.write(to: copy)
    var resumed = try Trainer(resuming: copy, problem(), configuration)
    let result = try resumed.run()
    #expect(result == expected)
    #expect(resumed.history == whole.history)
  }
}

@Test("patience ends a training that no longer gets better")
func patience() throws {
  var settings = configuration
  settings.learningRate = 1e-12
  settings.epochs = 50
  settings.patience = 3
  settings.weightDecay = 0
  var trainer = try Trainer(problem(), settings)
  let result = try trainer.run()
  #expect(result.epochsRun == result.bestEpoch + 3 && result.epochsRun < 50)
}

@Test("a damaged or foreign checkpoint is refused with one clear line")
func refusesCheckpoints() throws {
  let folder = try makeFolder()
  defer { try? FileManager.default.removeItem(at: folder) }
  let file = folder.appendingPathComponent("checkpoint")
  func message(_ problem: TrainingProblem, _ settings: TrainingConfiguration)
    -> String
  {
    do {
      _ = try Trainer(resuming: file, problem, settings)
      return "accepted"
    } catch {
      return "\(error)"
    }
  }
  #expect(try message(problem(), configuration).contains("cannot be read"))
  var trainer = try Trainer(problem(), configuration)
  _ = try trainer.run(checkpoint: file)
  let whole = try Data(contentsOf: file)
  #expect(try message(problem(), configuration) == "accepted")
  #expect(try message(problem(seed: 2), configuration).contains("other data"))
  let lstm = try problem(cell: .lstm(inputSize: 2, hiddenSize: 8))
  #expect(message(lstm, configuration).contains("another network"))
  var settings = configuration
  settings.learningRate = 0.5
  #expect(try message(problem(), settings).contains("other settings"))
  for length in [0, 1, 20, 60, whole.count / 2, whole.count - 1] {
    try whole.prefix(length).write(to: file)
    let line = try message(problem(), configuration)
    #expect(line.contains("delete it") && !line.contains("\n"))
  }
  for place in stride(from: 0, to: whole.count, by: 211) {
    var damaged = whole
    damaged[place] ^= 4
    try damaged.write(to: file)
    #expect(try message(problem(), configuration).contains("delete it"))
  }
}

@Test("a checkpoint of a right hash with impossible numbers is refused")
func refusesForgedCheckpoints() throws {
  let folder = try makeFolder()
  defer { try? FileManager.default.removeItem(at: folder) }
  let file = folder.appendingPathComponent("checkpoint")
  var trainer = try Trainer(problem(), configuration)
  _ = try trainer.run(checkpoint: file)
  let parts = try Data(contentsOf: file).split(
    separator: UInt8(ascii: "\n"), maxSplits: 1)
  let json = try JSONSerialization.jsonObject(with: parts[1])
  let fields = try #require(json as? [String: Any])
  let vector = try #require(fields["parameters"] as? String)
  let forgeries: [(String, Any)] = [
    ("history", [Any]()), ("bestEpoch", 0), ("bestEpoch", -1),
    ("bestEpoch", 7), ("bestEpoch", Int.max), ("updates", 0),
    ("updates", Int.max), ("parameters", ""), ("firstMoment", vector + vector),
    // Every float 0xFFFFFFFF, which is no number.
    ("bestParameters", String(repeating: "/", count: vector.count)),
    ("secondMoment", "no base64!"),
    // Means of squares, of which some are below 0.
    ("secondMoment", vector),
  ]
  for (name, value) in forgeries {
    var forged = fields
    forged[name] = value
    let body = try JSONSerialization.data(withJSONObject: forged)
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in body { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    let title = "swiftlet-checkpoint 4 \(String(hash, radix: 16))\n"
    try (Data(title.utf8) + body).write(to: file)
    do {
      var resumed = try Trainer(resuming: file, problem(), configuration)
      _ = try resumed.run()
      Issue.record("\(name) is accepted")
    } catch {
      #expect("\(error)".contains("delete it"), "\(name)")
    }
  }
}

@Test("a single sequence is validated on its tail")
func singleSequence() throws {
  let network = try Network([
    .gru(inputSize: 1, hiddenSize: 6, resetAfter: true),
    .dense(inputSize: 6, outputSize: 1, activation: .linear),
  ])
  let wave = (0...400).map { Float(sin(Double($0) * 0.3)) }
  let sequence = TrainingSequence(
    inputs: Array(wave.dropLast()), targets: .values(Array(wave.dropFirst())))
  var settings = configuration
  settings.epochs = 60
  settings.inputNoise = 0
  var trainer = try Trainer(
    TrainingProblem(
      network: network, scoring: .everyStep, training: [sequence]), settings)
  let result = try trainer.run()
  #expect(result.validationScore < 0.01)
  // The score is that of the last tenth, reached with a warm state.
  guard case .values(var values) = sequence.targets else { return }
  for k in 0..<360 { values[k] = .nan }
  let tail = TrainingSequence(inputs: sequence.inputs, targets: .values(values))
  let sum = try network.evaluate(
    result.parameters, on: [tail], scoring: .everyStep)
  #expect(sum.count == 40 && sum.meanLoss == result.validationScore)
}

@Test("a problem that does not fit is refused with the place and the cause")
func refusesProblems() throws {
  let good = try problem(count: 3)
  func message(_ sequence: TrainingSequence, _ layers: [Layer]? = nil)
    throws -> String
  {
    var problem = good
    problem.training = [good.training[0], sequence]
    if let layers {
      problem.network = try Network(layers)
      problem.training = [sequence]
    }
    do {
      _ = try Trainer(problem, configuration)
      return "accepted"
    } catch {
      return "\(error)"
    }
  }
  #expect(
    try message(.init(inputs: [1, 2, 3], targets: .classes([0, 1])))
      == "training sequence 1 has 3 input values, not 2 for each of its 2 "
      + "timesteps")
  #expect(
    try message(.init(inputs: [1, 2], targets: .classes([2])))
      .contains("timestep 0: class 2 is outside 0...1"))
  #expect(
    try message(.init(inputs: [1, .nan], targets: .classes([0])))
      .contains("not finite"))
  #expect(
    try message(.init(inputs: [1, 2], targets: .values([0, 1])))
      .contains("another kind of targets"))
  #expect(
    try message(.init(inputs: [], targets: .classes([])))
      .contains("no timestep"))
  let table: [Layer] = [.embedding(vocabularySize: 3, outputSize: 2)]
  for index: Float in [-1, 0.5, 3] {
    #expect(
      try message(.init(inputs: [index], targets: .classes([0])), table)
        .contains("is not a symbol's index in 0...2"))
  }
  for change: (inout TrainingConfiguration) -> Void in [
    { $0.epochs = 0 }, { $0.threads = 0 }, { $0.learningRate = 0 },
    { $0.clipNorm = .nan }, { $0.validationFraction = 1 },
    { $0.inputNoise = -1 }, { $0.dropout = 1 }, { $0.warmupUpdates = -1 },
    { $0.recurrentDropout = 1 }, { $0.firstWindow = 129 },
    { $0.timeShift = -1 },
    { $0.weightDecay = -1 }, { $0.initialization = .chrono(longest: 1) },
  ] {
    var settings = configuration
    change(&settings)
    #expect(throws: TrainingError.self) { try Trainer(good, settings) }
  }
}
