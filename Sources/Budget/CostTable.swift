import Foundation
public import SwiftletDevices
import SwiftletFiles
public import SwiftletFormat
import SwiftletMessages
import SwiftletResources

/// What the runtime costs on each core, as `tools/make-costs` measures it
/// (`costs.tsv`).
public struct CostTable: Sendable {
  /// The names of the cores that have a column.
  private let cores: [String]
  /// A row's numbers, one a core, by quantity, library, width and term; nil
  /// where a core does not have what the row is about.
  private let rows: [String: [Double?]]

  /// Reads the measured table, which lies beside the program.
  ///
  /// - Throws: `DeviceError` when it cannot be read.
  public static func measured() throws -> CostTable {
    let module = "SwiftletBudget"
    let file = ResourceFolder.url(of: module)
      .appendingPathComponent("costs.tsv")
    do throws(SystemError) {
      let text = try contents(of: file)
      return CostTable(text: String(decoding: text, as: UTF8.self))
    } catch {
      throw DeviceError(
        "the table of costs cannot be read: \(error); keep "
          + "\(ResourceFolder.name(of: module)) beside the program")
    }
  }

  /// Reads a table: comments, which start with `#`, a line of names, then a
  /// line a row.
  package init(text: String) {
    let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
      .map { $0.split(separator: "\t").map(String.init) }
    cores = lines.first.map { Array($0.dropFirst(4)) } ?? []
    rows = Dictionary(
      uniqueKeysWithValues: lines.dropFirst().map { fields in
        (
          fields.prefix(4).joined(separator: " "),
          fields.dropFirst(4).map { Double($0) }
        )
      })
  }

  /// Bytes of code and tables of a link that opens and steps; nil where the
  /// table does not know the core.
  public func codeSize(_ library: DeviceLibrary, _ core: TargetCore) -> Int? {
    number("text \(library.name) - -", core).map { Int($0) }
  }

  /// Bytes of stack of a step: that of the layer which needs most; nil where
  /// the table does not know the core or one of the layers.
  public func stackSize(
    of model: QuantizedModel, _ core: TargetCore, in library: DeviceLibrary
  ) -> Int? {
    let sizes = model.layers.map { layer in
      number("stack \(library.name) - \(layer.termName)", core)
    }
    guard !sizes.contains(nil) else { return nil }
    return sizes.compactMap { $0 }.max().map { Int($0) }
  }

  /// Bytes of stack of opening a model; nil where the table does not know the
  /// core.
  public func openingStackSize(
    _ library: DeviceLibrary, _ core: TargetCore
  ) -> Int? {
    number("opening \(library.name) - -", core).map { Int($0) }
  }

  /// Instructions of a step: the sum of its terms; nil where the table does
  /// not know the core or one of the terms.
  public func instructions(
    of model: QuantizedModel, _ core: TargetCore, in library: DeviceLibrary
  ) -> Int? {
    let prefix = "step \(library.name) \(model.activationBits) "
    var sum = 0.0
    for (term, count) in model.stepTerms {
      guard let cost = number(prefix + term, core) else { return nil }
      sum += cost * Double(count)
    }
    return Int(sum.rounded())
  }

  /// The largest error of `instructions`, in percent, over counted models that
  /// the table was not made from; nil where the table does not know the core.
  public func largestError(_ core: TargetCore) -> Double? {
    number("error - - -", core)
  }

  private func number(_ row: String, _ core: TargetCore) -> Double? {
    guard let column = cores.firstIndex(of: core.name) else { return nil }
    return rows[row].flatMap { $0[column] }
  }
}
