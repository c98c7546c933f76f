import Foundation

/// The next base of the genome of bacteriophage lambda: A, C, G, T are 0 to 3.
///
/// The genome is cut into 20 pieces; every fifth is the test part.
struct LambdaGenome: Story {
  static let name = "lambda_genome"
  private static let bases = Array("ACGT")
  private let path: String
  private let length: Int

  init(_ settings: Settings) throws {
    path = settings.text("file") ?? "Gallery/lambda_genome/lambda_virus.fa"
    length = try settings.count("bases", default: 1 << 20, in: 200...(1 << 20))
  }

  func data() throws -> [CSVFile] {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let symbols = text.split(separator: "\n")
      .filter { !$0.hasPrefix(">") }.joined().prefix(length)
      .compactMap(Self.bases.firstIndex)
    let pieces = 20
    let size = symbols.count / pieces
    return ["train.csv", "test.csv"].enumerated().map { part, name in
      var file = CSVFile(name, columns: ["seq", "base", "label_next"])
      for piece in 0..<pieces where (piece % 5 == 4) == (part == 1) {
        for place in piece * size..<(piece + 1) * size - 1 {
          file.add(["\(piece)", "\(symbols[place])", "\(symbols[place + 1])"])
        }
      }
      return file
    }
  }

  func baselines(_ folder: DataFolder) throws -> [Baseline] {
    (0...5).map { order in
      let chain = MarkovChain(
        order: order, symbols: Self.bases.count, folder.train)
      return Baseline("order-\(order) Markov", chain.bits(folder.test))
    }
  }
}
