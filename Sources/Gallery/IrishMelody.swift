import SwiftletCells
import SwiftletDatasets

/// The next pitch of Irish tunes, which come with the program: symbols are a
/// pitch and a duration in turn.
package struct IrishMelody: Story {
  package static let name = "oneill_melody"

  package init(_ settings: Settings) throws {}

  /// The test part with labels of durations alone.
  package func data() throws -> [CSVFile] {
    let folder = try DataFolder(named: Self.name)
    var file = CSVFile(
      "durations.csv", columns: ["seq", "symbol", "label_next"])
    for sequence in folder.test.sequences {
      for step in 0..<sequence.timesteps {
        let isPitch = step % 2 == 0
        let next = isPitch ? "\(Int(sequence.features[step + 1]))" : ""
        file.add([sequence.id, "\(Int(sequence.features[step]))", next])
      }
    }
    return [file]
  }

  /// Chains of pitches alone, which do better than those of notes.
  package func baselines(_ folder: DataFolder) throws -> [Baseline] {
    let (train, test) = (folder.train.pitches, folder.test.pitches)
    return (0...3).map { order in
      let chain = MarkovChain(
        order: order, symbols: train.target.outputCount, train)
      return Baseline("order-\(order) Markov", chain.bits(test))
    }
  }
}

extension Dataset {
  /// The pitches of tunes, each with the pitch that follows.
  fileprivate var pitches: Dataset {
    Dataset(
      featureNames: featureNames, target: target,
      sequences: sequences.map { sequence in
        let places = stride(from: 0, to: sequence.timesteps, by: 2)
        return DataSequence(
          id: sequence.id, features: places.map { sequence.features[$0] },
          targets: places.map { sequence.targets[$0 + 1] }, featureCount: 1)
      })
  }
}
