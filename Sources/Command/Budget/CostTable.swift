import SwiftletFormat

/// What the runtime costs on each core, as `tools/make-costs` measures it.
struct CostTable: Sendable {
  /// The cores whose instructions are counted.
  let cores: [String]
  /// A row's numbers, one a core, by quantity, library, width and term; nil
  /// where a core does not have what the row is about.
  private let rows: [String: [Double?]]

  /// The measured table.
  static let measured = CostTable(text: measuredCosts)

  /// Reads a table: a line of names, then a line a row.
  private init(text: String) {
    let lines = text.split(separator: "\n").map {
      $0.split(separator: " ").map(String.init)
    }
    cores = Array(lines[0].dropFirst(4))
    rows = Dictionary(
      uniqueKeysWithValues: lines.dropFirst().map { fields in
        (
          fields.prefix(4).joined(separator: " "),
          fields.dropFirst(4).map { Double($0) }
        )
      })
  }

  /// Bytes of code and tables of a link that opens and steps.
  func codeSize(_ library: DeviceLibrary, _ core: String) -> Int? {
    number("text \(library.rawValue) - -", core).map { Int($0) }
  }

  /// Bytes of stack of a step: that of the layer which needs most.
  func stackSize(of model: QuantizedModel, _ core: String) -> Int? {
    let sizes = model.layers.map { layer in
      number("stack \(model.library.rawValue) - \(layer.termName)", core)
    }
    guard !sizes.contains(nil) else { return nil }
    return sizes.compactMap { $0 }.max().map { Int($0) }
  }

  /// Bytes of stack of opening a model.
  func openingStackSize(_ library: DeviceLibrary, _ core: String) -> Int? {
    number("opening \(library.rawValue) - -", core).map { Int($0) }
  }

  /// Instructions of a step: the sum of its terms.
  func instructions(of model: QuantizedModel, _ core: String) -> Int? {
    let prefix = "step \(model.library.rawValue) \(model.activationBits) "
    var sum = 0.0
    for (term, count) in model.stepTerms {
      guard let cost = number(prefix + term, core) else { return nil }
      sum += cost * Double(count)
    }
    return Int(sum.rounded())
  }

  /// The largest error of `instructions`, in percent, over counted models that
  /// the table was not made from.
  func largestError(_ core: String) -> Double? { number("error - - -", core) }

  private func number(_ row: String, _ core: String) -> Double? {
    guard let column = cores.firstIndex(of: core) else { return nil }
    return rows[row].flatMap { $0[column] }
  }
}
