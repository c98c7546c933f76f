import Foundation
package import SwiftletCells
package import SwiftletRuntime

/// Measures the gradient of the loss on some sequences, in double precision,
/// beside a training, which it does not touch.
///
/// The gradient by states is that of the loss of a sequence's last step that
/// counts, back to the sequence's begin, whatever the window of the training.
/// That by the weights is of the mean loss of every step that counts, through
/// the windows of the training: what an update learns from before it is
/// clipped.
package struct GradientProbe {
  /// The most sequences that are looked at.
  package static let mostSequences = 16
  /// The most steps of a sequence: the last ones up to the last that counts.
  package static let mostSteps = 256

  private let network: Network
  private let sequences: [TrainingSequence]
  private let scoring: Scoring
  private let window: Int
  private let classWeights: [Double]

  /// A probe of some sequences of a training, which lie evenly among all.
  ///
  /// - Parameters:
  ///   - scoring: at which steps the training counts targets.
  ///   - window: the truncation length of the training.
  ///   - classWeights: what a step of each class weighs; none for 1 each.
  package init(
    _ network: Network, of sequences: [TrainingSequence], scoring: Scoring,
    window: Int, classWeights: [Float] = []
  ) {
    self.network = network
    self.scoring = scoring
    self.window = window
    self.classWeights = classWeights.map(Double.init)
    let scored = sequences.filter { $0.lastScored(scoring, network) != nil }
    let count = min(scored.count, Self.mostSequences)
    self.sequences = (0..<count).map { scored[$0 * scored.count / count] }
      .compactMap { $0.end(scoring, mostSteps: Self.mostSteps, network) }
      .sorted {
        $0.length(outputSize: network.outputSize)
          > $1.length(outputSize: network.outputSize)
      }
  }

  /// The norms at some parameters.
  ///
  /// - Parameter epoch: after how many epochs the parameters are.
  package func norms(_ parameters: [Float], epoch: Int) -> GradientNorms {
    guard !sequences.isEmpty else {
      return GradientNorms(
        epoch: epoch, states: [],
        tensors: network.tensors.map { .init(name: $0.name, norm: 0) })
    }
    let parameters = parameters.map(Double.init)
    return GradientNorms(
      epoch: epoch, states: states(parameters), tensors: tensors(parameters))
  }

  /// The norms by states alone.
  package func stateNorms(_ parameters: [Float], epoch: Int) -> GradientNorms {
    GradientNorms(
      epoch: epoch,
      states: sequences.isEmpty ? [] : states(parameters.map(Double.init)),
      tensors: [])
  }

  private func tensors(_ parameters: [Double]) -> [GradientNorms.Tensor] {
    let (loss, gradient) = network.lossGradient(
      as: Double.self, parameters: parameters, sequences: sequences,
      scoring: scoring, window: window, classWeights: classWeights)
    return network.tensors.map {
      let norm = length(gradient[$0.range]) / Double(max(loss.count, 1))
      return .init(name: $0.name, norm: norm)
    }
  }

  private func states(_ parameters: [Double]) -> [GradientNorms.Series] {
    guard let steps = lengths.first else { return [] }
    let pass = GroupPass(
      network, network.layers.map(CellPass<Double>.init), window: steps,
      sequences: sequences.count, learns: true, classWeights: classWeights,
      keepsStateGradients: true)
    var packed = GroupWindow<Double>(
      network, window: steps, sequences: sequences.count)
    let vector = NetworkParameters<Double>(network)
    vector.load(parameters)
    packed.load(sequences, start: 0, steps: steps, scoring: .lastStep)
    _ = pass.learn(packed, vector)
    return network.layers.indices.flatMap { layer in
      series(of: layer, pass, packed.rows)
    }
  }

  private var lengths: [Int] {
    sequences.map { $0.length(outputSize: network.outputSize) }
  }

  private func series(
    of layer: Int, _ pass: GroupPass<Double>, _ rows: WindowRows
  ) -> [GradientNorms.Series] {
    guard network.layers[layer].isRecurrent else { return [] }
    let size = network.layers[layer].outputSize
    let hidden = GradientNorms.Series(
      name: "layers.\(layer).hidden",
      norms: meanByStepsBack(rows) { row in
        length(UnsafeBufferPointer(start: pass.states(layer)[row], count: size))
      })
    guard case .lstm(_, _, let activations) = network.layers[layer] else {
      return [hidden]
    }
    let parts = LSTMRecord(hiddenSize: size)
    let cell = GradientNorms.Series(
      name: "layers.\(layer).cell",
      norms: meanByStepsBack(rows) { row in
        let state = pass.states(layer)[row]
        let record = pass.records(layer, sequences: rows.sequences)[row]
        return length(
          (0..<size).map { k in
            let slope = activations.candidateSlope(
              giving: record[parts.squashedCell + k])
            // The cell state moves the output of its own step too.
            return state[parts.cell + k]
              + state[k] * record[parts.outputGate + k] * slope
          })
      })
    return [hidden, cell]
  }

  /// The mean of a row's number over the sequences that reach so far back.
  private func meanByStepsBack(
    _ rows: WindowRows, _ number: (Int) -> Double
  ) -> [Double] {
    (0..<rows.steps).map { stepsBack in
      let numbers = lengths.enumerated().filter { $1 > stepsBack }.map {
        sequence, length in
        number(rows.rows(of: length - 1 - stepsBack).lowerBound + sequence)
      }
      return numbers.reduce(0, +) / Double(numbers.count)
    }
  }
}

/// The Euclidean norm of numbers, however small they are.
private func length(_ numbers: some Collection<Double>) -> Double {
  let largest = numbers.reduce(0) { max($0, abs($1)) }
  guard largest > 0, largest.isFinite else { return largest }
  let squares = numbers.reduce(0) { $0 + ($1 / largest) * ($1 / largest) }
  return largest * squares.squareRoot()
}

extension TrainingSequence {
  /// The last steps up to the last one that counts; nil where none does.
  fileprivate func end(
    _ scoring: Scoring, mostSteps: Int, _ network: Network
  ) -> TrainingSequence? {
    guard let last = lastScored(scoring, network) else { return nil }
    let steps = max(0, last + 1 - mostSteps)..<last + 1
    return TrainingSequence(
      inputs: inputs.rows(steps, width: network.inputSize),
      targets: targets.rows(steps, width: network.outputSize))
  }

  /// The last step that counts; nil where none does.
  fileprivate func lastScored(_ scoring: Scoring, _ network: Network) -> Int? {
    let length = length(outputSize: network.outputSize)
    return (0..<length).last {
      (scoring == .everyStep || $0 == length - 1)
        && counts(at: $0, outputSize: network.outputSize)
    }
  }

  private func counts(at step: Int, outputSize: Int) -> Bool {
    switch targets {
    case .classes(let classes): classes[step] >= 0
    case .values(let values):
      values.rows(step..<step + 1, width: outputSize).contains { !$0.isNaN }
    }
  }
}

extension TrainingSequence.Targets {
  fileprivate func rows(_ steps: Range<Int>, width: Int) -> Self {
    switch self {
    case .classes(let classes): .classes(Array(classes[steps]))
    case .values(let values): .values(values.rows(steps, width: width))
    }
  }
}

extension [Float] {
  fileprivate func rows(_ rows: Range<Int>, width: Int) -> [Float] {
    Array(self[rows.lowerBound * width..<rows.upperBound * width])
  }
}
