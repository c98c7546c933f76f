import SwiftletCells
import SwiftletRuntime
import SwiftletTraining
import Testing

/// Sequences of classes, whose inputs are their numbers.
private func problem(
  _ classes: [[Int32]], scoring: Scoring = .everyStep, outputs: Int = 3
) throws -> TrainingProblem {
  TrainingProblem(
    network: try Network([
      .gru(inputSize: 1, hiddenSize: 2, resetAfter: true),
      .dense(inputSize: 2, outputSize: outputs, activation: .linear),
    ]), scoring: scoring,
    training: classes.enumerated().map { index, classes in
      TrainingSequence(
        inputs: classes.map { _ in Float(index) }, targets: .classes(classes))
    })
}

private func numbers(_ sequences: [TrainingSequence]) -> [Int] {
  sequences.map { Int($0.inputs[0]) }
}

private func classes(_ sequence: TrainingSequence) -> [Int32] {
  guard case .classes(let classes) = sequence.targets else { return [] }
  return classes
}

/// Every class of some sequences.
private func classes(_ sequences: [TrainingSequence]) -> Set<Int32> {
  Set(sequences.flatMap { classes($0) })
}

@Suite("What a training holds out")
struct HeldOutTests {
  @Test("of ten recordings is one of each class, and none is left out")
  func few() throws {
    for seed in UInt64(1)...30 {
      let divided = try problem(
        (0..<10).map { [Int32($0 % 2), Int32($0 % 2)] }
      )
      .holdingOut(0.1, seed: seed)
      #expect(divided.validation.count == 2)
      #expect(classes(divided.validation) == [0, 1])
      #expect(
        (numbers(divided.training) + numbers(divided.validation)).sorted()
          == Array(0..<10))
    }
  }

  @Test("is never the last recording with a class")
  func rare() throws {
    for seed in UInt64(1)...30 {
      let recordings = (0..<40).map { [0, Int32($0 == 7 ? 1 : 0)] }
      let divided = try problem(recordings).holdingOut(0.1, seed: seed)
      #expect(divided.validation.count == 4)
      #expect(numbers(divided.training).contains(7))
    }
  }

  @Test("is never a recording that has no class")
  func unlabelled() throws {
    for seed in UInt64(1)...30 {
      let recordings = (0..<20).map { [$0 < 10 ? Int32($0 % 2) : -1] }
      let divided = try problem(recordings).holdingOut(0.1, seed: seed)
      #expect(classes(divided.validation) == [0, 1])
    }
  }

  @Test("is nothing where one of each class would be more than a quarter")
  func spare() throws {
    for recordings in [
      [[0], [1], [2], [0], [1], [2]], [[0], [1]], [[0], [1], [0]],
      (0..<9).map { [Int32($0 % 3)] },
    ] as [[[Int32]]] {
      let divided = try problem(recordings).holdingOut(0.1, seed: 3)
      #expect(divided.validation.isEmpty)
      #expect(divided.training.count == recordings.count)
    }
    // Unless it is asked for.
    let asked = try problem([[0], [1], [2], [0], [1], [2]])
      .holdingOut(0.5, seed: 3)
    #expect(classes(asked.validation) == [0, 1, 2])
  }

  @Test("counts the last steps' classes where these alone are scored")
  func lastSteps() throws {
    let recordings = (0..<16).map { [0, Int32($0 % 3)] }
    let divided = try problem(recordings, scoring: .lastStep)
      .holdingOut(0.1, seed: 2)
    #expect(Set(divided.validation.map { classes($0)[1] }) == [0, 1, 2])
  }

  @Test("of many recordings is the first share of a random order")
  func many() throws {
    for (count, held) in [(196, 20), (270, 27)] {
      let divided = try problem((0..<count).map { [Int32($0 % 3)] })
        .holdingOut(0.1, seed: 5)
      var random = RandomSource(seed: 5, for: .heldOut)
      let order = random.permutation(count)
      #expect(numbers(divided.validation) == order.prefix(held).sorted())
      #expect(numbers(divided.training) == order.dropFirst(held).sorted())
    }
  }

  @Test("of values is the first share too, and nothing of two recordings")
  func values() throws {
    var values = try problem(Array(repeating: [0], count: 30), outputs: 1)
    values.training = (0..<30).map {
      TrainingSequence(inputs: [Float($0)], targets: .values([1]))
    }
    var random = RandomSource(seed: 5, for: .heldOut)
    let order = random.permutation(30)
    #expect(
      numbers(try values.holdingOut(0.1, seed: 5).validation)
        == order.prefix(3).sorted())
    values.training = Array(values.training.prefix(2))
    #expect(try values.holdingOut(0.1, seed: 5).validation.isEmpty)
  }

  @Test("of one recording are the last steps of each class")
  func single() throws {
    let labels = [0, 1, 2].flatMap { Array(repeating: Int32($0), count: 20) }
    let divided = try problem([labels + [-1]]).holdingOut(0.1, seed: 1)
    let held: Set = [18, 19, 38, 39, 58, 59]
    let (kept, chosen) = (
      classes(divided.training[0]), classes(divided.validation[0])
    )
    #expect(chosen.indices.filter { chosen[$0] >= 0 } == held.sorted())
    #expect(
      kept.indices.filter { kept[$0] >= 0 }
        == labels.indices.filter { !held.contains($0) })
  }
}

@Suite("Counts of updates")
struct UpdateCountTests {
  /// How many epochs a training of a configuration may run.
  private func epochs(
    _ problem: TrainingProblem, _ configuration: TrainingConfiguration
  ) throws -> Int? {
    var configuration = configuration
    configuration.learningRate = 1e-9
    var trainer = try Trainer(problem, configuration)
    var epochs: Int?
    _ = try trainer.run { epochs = $0.epochs }
    return epochs
  }

  @Test("an epoch of few updates is run more often, and others are not")
  func epochs() throws {
    let ten = try problem((0..<10).map { [Int32($0 % 2), 1, 0] })
    let least = { (updates: Int) in
      TrainingConfiguration(epochs: 3, leastUpdates: updates, batchSize: 4)
    }
    // Three batches.
    #expect(try epochs(ten, least(31)) == 11)
    #expect(try epochs(ten, least(9)) == 3)
    var windows = least(31)
    windows.window = 2
    #expect(try epochs(ten, windows) == 6)
    var last = ten
    last.scoring = .lastStep
    #expect(try epochs(last, windows) == 11)
  }

  @Test("patience is as long as its updates")
  func patience() throws {
    let ten = try problem((0..<10).map { [Int32($0 % 2)] })
    var trainer = try Trainer(
      ten,
      TrainingConfiguration(
        epochs: 500, patience: 2, leastPatienceUpdates: 40,
        learningRate: 1e-30))
    let result = try trainer.run()
    #expect(result.epochsRun == result.bestEpoch + 40)
  }
}
