public import Foundation
import SwiftletFiles

/// The norms of a training's gradients, as a table that grows with each epoch.
///
/// The file is of lines with tabs between four columns, and one line for their
/// names:
///
///     epoch  by  steps_back  norm
///
/// - `epoch`: after how many epochs; 0 before the first update.
/// - `by`: by what the gradient is: a state, `layers.0.hidden` or
///   `layers.0.cell`, or a tensor, such as `layers.0.weight_hh`.
/// - `steps_back`: of a state how many steps before the one whose loss it is;
///   empty for a tensor.
/// - `norm`: the Euclidean norm, 0 or above, `inf` where a number overflows.
public struct GradientFile: Equatable, Sendable {
  /// The norms, epoch after epoch.
  public private(set) var epochs: [GradientNorms] = []

  /// A table without rows.
  public init() {}

  /// Reads a file.
  ///
  /// - Throws: `TrainingError` that names the line, or when the file cannot be
  ///   read.
  public init(contentsOf url: URL) throws {
    let data: Data
    do throws(SystemError) {
      data = try contents(of: url)
    } catch {
      let cause = InputError(
        url.relativePath, error, remedy: "give a file of `gradients`")
      throw TrainingError("\(cause)")
    }
    try self.init(
      text: String(decoding: data, as: UTF8.self), name: url.relativePath)
  }

  /// Reads a table.
  ///
  /// - Parameter name: what an error calls it.
  /// - Throws: `TrainingError` that names the line.
  init(text: String, name: String) throws {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last == "" { lines.removeLast() }
    guard lines.first == Self.head[...] else {
      throw TrainingError(
        "\(name) is no table of gradients: its first line is another; give a "
          + "file of `gradients`")
    }
    var rows: [Row] = []
    for (index, line) in lines.enumerated().dropFirst() {
      guard let row = Row(line), row.canFollow(rows.last) else {
        throw TrainingError(
          "\(name):\(index + 1): is no row of a table of gradients; delete it, "
            + "or train again")
      }
      rows.append(row)
    }
    var start = 0
    while start < rows.count {
      let end =
        rows[start...].firstIndex { $0.epoch != rows[start].epoch }
        ?? rows.count
      add(GradientNorms(rows[start..<end]))
      start = end
    }
  }

  /// Adds the norms after one more epoch.
  ///
  /// - Precondition: the epoch is later than those before.
  public mutating func add(_ norms: GradientNorms) {
    precondition(
      norms.epoch > epochs.last?.epoch ?? -1, "epochs follow one another")
    epochs.append(norms)
  }

  /// Leaves out what was measured after more epochs than `count`.
  mutating func removeEpochs(after count: Int) {
    epochs.removeAll { $0.epoch > count }
  }

  /// Writes the table; at any moment there is a whole one.
  ///
  /// - Throws: `OutputError` when the file cannot be written.
  func write(to url: URL) throws {
    try OutputFile(url).write(Data(text.utf8))
  }

  /// The file's text.
  package var text: String {
    var text = Self.head + "\n"
    for norms in epochs {
      for series in norms.states {
        for (stepsBack, norm) in series.norms.enumerated() {
          text += "\(norms.epoch)\t\(series.name)\t\(stepsBack)\t"
          text += "\(norm.sixDigits)\n"
        }
      }
      for tensor in norms.tensors {
        text += "\(norms.epoch)\t\(tensor.name)\t\t\(tensor.norm.sixDigits)\n"
      }
    }
    return text
  }

  private static let head = "epoch\tby\tsteps_back\tnorm"
}

/// A row of the table.
private struct Row {
  let epoch: Int
  let name: String
  let stepsBack: Int?
  let norm: Double

  init?(_ line: Substring) {
    let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
    guard fields.count == 4, let epoch = Int(fields[0]), epoch >= 0,
      !fields[1].isEmpty, let norm = Double(fields[3]), norm >= 0
    else { return nil }
    stepsBack = Int(fields[2])
    guard stepsBack ?? 0 >= 0, (stepsBack == nil) == fields[2].isEmpty else {
      return nil
    }
    self.epoch = epoch
    name = String(fields[1])
    self.norm = norm
  }

  /// Whether a table can have the row after another: epochs never fall, and
  /// the steps back of a state are counted from 0.
  func canFollow(_ previous: Row?) -> Bool {
    guard epoch >= previous?.epoch ?? 0, epoch <= 1_000_000 else {
      return false
    }
    guard let stepsBack else { return true }
    let isNext = previous?.epoch == epoch && previous?.name == name
    return stepsBack < GradientProbe.mostSteps
      && stepsBack == (isNext ? (previous?.stepsBack ?? -1) + 1 : 0)
  }
}

extension GradientNorms {
  /// The norms of an epoch's rows.
  fileprivate init(_ rows: ArraySlice<Row>) {
    var states: [(name: String, norms: [Double])] = []
    var tensors: [Tensor] = []
    for row in rows {
      guard row.stepsBack != nil else {
        tensors.append(Tensor(name: row.name, norm: row.norm))
        continue
      }
      if states.last?.name != row.name { states.append((row.name, [])) }
      states[states.count - 1].norms.append(row.norm)
    }
    self.init(
      epoch: rows.first?.epoch ?? 0,
      states: states.map { Series(name: $0.name, norms: $0.norms) },
      tensors: tensors)
  }
}

extension Double {
  fileprivate var sixDigits: String { String(format: "%.6g", self) }
}
