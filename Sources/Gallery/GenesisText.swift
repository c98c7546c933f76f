import SwiftletDatasets

/// The next character of the Book of Genesis, which comes with the program.
struct GenesisText: Story {
  static let name = "kjv_genesis_chars"

  init(_ settings: Settings) throws {}

  func data() throws -> [CSVFile] { [] }

  func baselines(_ folder: DataFolder) throws -> [Baseline] {
    (0...3).map { order in
      let chain = MarkovChain(
        order: order, symbols: folder.train.target.outputCount, folder.train)
      return Baseline("order-\(order) Markov", chain.bits(folder.test))
    }
  }
}
