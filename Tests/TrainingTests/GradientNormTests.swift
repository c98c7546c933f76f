import Foundation
import SwiftletCells
import SwiftletRuntime
import SwiftletTraining
import TemporaryFolder
import Testing

private let networks: [[Layer]] = [
  [.simpleRNN(inputSize: 2, hiddenSize: 4, activation: .tanh)],
  [.gru(inputSize: 2, hiddenSize: 3, resetAfter: true)],
  [
    .lstm(inputSize: 2, hiddenSize: 4),
    .gru(inputSize: 4, hiddenSize: 3, resetAfter: false),
    .lstm(inputSize: 3, hiddenSize: 2),
  ],
].map {
  $0 + [
    .dense(
      inputSize: $0[$0.count - 1].outputSize, outputSize: 3,
      activation: .linear)
  ]
}

/// A state that is moved: a place of a layer's record, after a step.
private struct Shift {
  var layer: Int
  var step: Int
  var place: Int
  var size: Double
}

/// The loss of a sequence's last step, where a state is moved on the way.
private func lastLoss(
  _ network: Network, _ parameters: [Double], _ sequence: TrainingSequence,
  _ shift: Shift
) -> Double {
  guard case .classes(let classes) = sequence.targets else { return .nan }
  let cells = network.layers.map(LayerCell<Double>.init)
  var records = cells.map { [Double](repeating: 0, count: $0.recordSize) }
  for step in classes.indices {
    var x = sequence.inputs[step * 2..<step * 2 + 2].map(Double.init)
    for (index, cell) in cells.enumerated() {
      var record = records[index]
      let offset = network.parameterOffset(ofLayer: index)
      cell.step(
        Array(parameters[offset...]), input: x, previous: records[index],
        record: &record)
      if shift.layer == index, shift.step == step {
        record[shift.place] += shift.size
        if case .lstm(_, let size, _) = network.layers[index],
          shift.place >= size
        {
          // A cell state moves the hidden state of its own step.
          let (unit, parts) = (shift.place - size, LSTMRecord(hiddenSize: size))
          record[unit] =
            record[parts.outputGate + unit] * tanh(record[shift.place])
        }
      }
      records[index] = record
      x = Array(record.prefix(network.layers[index].outputSize))
    }
  }
  let label = Int(classes[classes.count - 1])
  return log(records[cells.count - 1].reduce(0) { $0 + exp($1) })
    - records[cells.count - 1][label]
}

@Test("norms by states are those of central differences", arguments: networks)
func stateNorms(layers: [Layer]) throws {
  let network = try Network(layers)
  let parameters = network.initialParameters(seed: 4)
  let lengths = [9, 6]
  let sequences = lengths.map {
    randomSequence(network, steps: $0, classes: true, seed: UInt64($0))
  }
  let norms = GradientProbe(
    network, of: sequences, scoring: .lastStep, window: 4
  ).norms(parameters, epoch: 3)
  #expect(norms.epoch == 3)
  let recurrent = layers.indices.filter { layers[$0].isRecurrent }
  #expect(
    norms.states.map(\.name)
      == recurrent.flatMap { layer in
        let names = ["layers.\(layer).hidden", "layers.\(layer).cell"]
        return names.prefix(
          layers[layer].stateSize > layers[layer].outputSize ? 2 : 1)
      })
  for series in norms.states {
    #expect(series.norms.count == 9)
    let layer = try #require(Int(series.name.split(separator: ".")[1]))
    let size = layers[layer].outputSize
    let first = series.name.hasSuffix("cell") ? size : 0
    for (stepsBack, norm) in series.norms.enumerated() {
      let expected = zip(sequences, lengths).filter { $1 > stepsBack }
        .map { sequence, length in
          sqrt(
            (first..<first + size).reduce(0) { sum, place in
              let step = length - 1 - stepsBack
              func loss(_ size: Double) -> Double {
                lastLoss(
                  network, parameters.map(Double.init), sequence,
                  Shift(layer: layer, step: step, place: place, size: size))
              }
              let slope = (loss(1e-4) - loss(-1e-4)) / 2e-4
              return sum + slope * slope
            })
        }
      let mean = expected.reduce(0, +) / Double(expected.count)
      #expect(abs(norm - mean) < 1e-6 * max(mean, 1e-2))
    }
  }
}

@Test("norms by tensors are those of the training's gradient before clipping")
func tensorNorms() throws {
  let network = try Network(networks[2])
  let parameters = network.initialParameters(seed: 4)
  let sequences = (0..<3).map {
    randomSequence(
      network, steps: 7 + $0, classes: true, masked: true, seed: UInt64($0))
  }
  let norms = GradientProbe(
    network, of: sequences, scoring: .everyStep, window: 4
  ).norms(parameters, epoch: 0)
  #expect(norms.tensors.map(\.name) == network.tensors.map(\.name))
  // A sequence ends at its last step that counts; what follows adds nothing.
  let (loss, gradient) = network.lossGradient(
    as: Double.self, parameters: parameters.map(Double.init),
    sequences: sequences, scoring: .everyStep, window: 4)
  for (tensor, norm) in zip(network.tensors, norms.tensors) {
    let squares = gradient[tensor.range].reduce(0) { $0 + $1 * $1 }
    let expected = sqrt(squares) / Double(loss.count)
    #expect(abs(norm.norm - expected) < 1e-12 + 1e-9 * expected)
  }
}

@Test("sequences that never count are left out, long ones begin later")
func probedSequences() throws {
  let network = try Network(networks[0])
  let none = TrainingSequence(
    inputs: [1, 2], targets: .classes([-1]))
  let long = randomSequence(network, steps: 400, classes: true, seed: 1)
  let probe = GradientProbe(
    network, of: [none, long, none], scoring: .everyStep, window: 64)
  let norms = probe.norms(network.initialParameters(seed: 1), epoch: 0)
  #expect(norms.states.map(\.norms.count) == [GradientProbe.mostSteps])
  let nothing = GradientProbe(
    network, of: [none], scoring: .everyStep, window: 64
  ).norms(network.initialParameters(seed: 1), epoch: 0)
  #expect(nothing.states.isEmpty)
  #expect(nothing.tensors.allSatisfy { $0.norm == 0 })
}

/// Sequences that say which of three classes is next.
private func training(_ layers: [Layer]) throws -> TrainingProblem {
  let network = try Network(layers)
  return TrainingProblem(
    network: network, scoring: .everyStep,
    training: (0..<24).map {
      randomSequence(
        network, steps: 5 + $0 % 7, classes: true, seed: UInt64($0))
    })
}

private let settings = TrainingConfiguration(
  epochs: 4, batchSize: 8, patience: 9, inputNoise: 0.1)

@Test("a file of gradients moves no bit of a training, and reads back")
func loggedTraining() throws {
  try withFolder { folder in
    for layers in networks {
      let file = folder.appendingPathComponent("gradients.tsv")
      var plain = try Trainer(training(layers), settings)
      var logged = try Trainer(training(layers), settings)
      let result = try logged.run(gradients: file)
      #expect(try plain.run() == result)
      let table = try GradientFile(contentsOf: file)
      #expect(table.epochs.map(\.epoch) == [0, 1, 2, 3, 4])
      for epoch in table.epochs {
        #expect(
          try epoch.tensors.map(\.name) == Network(layers).tensors.map(\.name))
        #expect(epoch.states.allSatisfy { $0.norms.count == 11 })
        #expect(epoch.states.allSatisfy { $0.norms[0] > 0 })
      }
      #expect(
        try String(contentsOf: file, encoding: .utf8)
          == table.text)
    }
  }
}

@Test("a resumed training goes on with the rows of the epochs before")
func resumedLog() throws {
  try withFolder { folder in
    let whole = folder.appendingPathComponent("whole.tsv")
    let cut = folder.appendingPathComponent("cut.tsv")
    let checkpoint = folder.appendingPathComponent("checkpoint")
    let problem = try training(networks[1])
    var trainer = try Trainer(problem, settings)
    _ = try trainer.run(gradients: whole)
    var first = try Trainer(problem, settings)
    let saved = folder.appendingPathComponent("saved")
    _ = try first.run(checkpoint: checkpoint, gradients: cut) { progress in
      guard progress.epoch == 2 else { return }
      try? FileManager.default.copyItem(at: checkpoint, to: saved)
    }
    var second = try Trainer(resuming: saved, problem, settings)
    _ = try second.run(gradients: cut)
    #expect(try Data(contentsOf: cut) == Data(contentsOf: whole))
    // Without the file the rows begin at the epoch that comes next.
    try FileManager.default.removeItem(at: cut)
    var third = try Trainer(resuming: saved, problem, settings)
    _ = try third.run(gradients: cut)
    #expect(try GradientFile(contentsOf: cut).epochs.map(\.epoch) == [3, 4])
  }
}

@Test(
  "a table that is none names the line",
  arguments: [
    ("", "t.tsv is no table of gradients: "),
    ("epoch\tby\n", "t.tsv is no table of gradients: "),
    ("epoch\tby\tsteps_back\tnorm\n1\ta\t0\n", "t.tsv:2: is no row"),
    ("epoch\tby\tsteps_back\tnorm\n1\ta\tx\t1\n", "t.tsv:2: is no row"),
    ("epoch\tby\tsteps_back\tnorm\n1\ta\t0\t-1\n", "t.tsv:2: is no row"),
    ("epoch\tby\tsteps_back\tnorm\n\n", "t.tsv:2: is no row"),
    ("epoch\tby\tsteps_back\tnorm\n1\ta\t1\t1\n", "t.tsv:2: is no row"),
    (
      "epoch\tby\tsteps_back\tnorm\n1\ta\t0\t1\n1\ta\t2\t1\n",
      "t.tsv:3: is no row"
    ),
    (
      "epoch\tby\tsteps_back\tnorm\n2\ta\t0\t1\n1\ta\t0\t1\n",
      "t.tsv:3: is no row"
    ),
  ])
func badTables(text: String, expected: String) throws {
  try withFolder { folder in
    let file = folder.appendingPathComponent("t.tsv")
    try Data(text.utf8).write(to: file)
    let error = #expect(throws: TrainingError.self) {
      try GradientFile(contentsOf: file)
    }
    #expect(error?.description.contains(expected) == true)
  }
}
