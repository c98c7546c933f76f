public import Foundation
import SwiftletFiles

/// What a framework gives for given inputs: the vectors that an imported
/// network is held against.
///
/// The file is one JSON object of two arrays, as `tolist()` of a batch-first
/// array writes them: `inputs`, `(sequences, timesteps, features)`, or
/// `(sequences, timesteps)` of symbols, or `(sequences, timesteps * features)`
/// of a model that takes windows as vectors; `outputs`,
/// `(sequences, timesteps, outputs)`, or `(sequences, outputs)` of the last
/// timestep. They are what the framework's model takes and gives.
public struct ReferenceVectors: Equatable, Sendable {
  /// The sequences.
  public let sequences: [Recording]

  /// One sequence of the framework, whose state starts at zeros.
  public struct Recording: Equatable, Sendable {
    /// `(timesteps, features)`.
    public var inputs: [[Double]]
    /// `(timesteps, outputs)`, or the last timestep's `(1, outputs)`.
    public var outputs: [[Double]]
    /// Whether `outputs` is that of the last timestep.
    public var isLastStep: Bool
  }

  /// Reads a file.
  ///
  /// - Throws: `ImportError` when it cannot be read, is no such JSON object,
  ///   or holds no timestep.
  public init(contentsOf file: URL) throws {
    let data: Data
    do throws(SystemError) {
      data = try contents(of: file)
    } catch {
      let cause = InputError(
        file.relativePath, error,
        remedy: "give a JSON file of inputs and outputs")
      throw ImportError("\(cause)")
    }
    guard let record = try? JSONDecoder().decode(Record.self, from: data) else {
      throw ImportError(
        "\(file.relativePath): is no JSON object with 'inputs' (sequences, "
          + "timesteps, features) and 'outputs' (sequences, timesteps, "
          + "outputs) of finite numbers; write both with tolist()")
    }
    do {
      sequences = try record.sequences()
    } catch {
      throw ImportError("\(file.relativePath): \(error)")
    }
  }

  private struct Record: Decodable {
    var inputs: Nested
    var outputs: Nested

    func sequences() throws -> [Recording] {
      let inputs = inputs.symbols
      guard !inputs.isEmpty,
        inputs.allSatisfy({ !$0.isEmpty })
      else {
        throw ImportError("there is no timestep in 'inputs'; give some")
      }
      let isLastStep = outputs.rows == nil
      let outputs = outputs.rows ?? outputs.vectors.map { [$0] }
      guard inputs.count == outputs.count else {
        throw ImportError(
          "there are \(inputs.count) sequences of inputs and "
            + "\(outputs.count) of outputs; give as many")
      }
      return try zip(inputs, outputs).enumerated().map { index, pair in
        guard isLastStep || pair.0.count == pair.1.count else {
          throw ImportError(
            "sequence \(index) has \(pair.0.count) timesteps of inputs and "
              + "\(pair.1.count) of outputs; give as many")
        }
        return Recording(
          inputs: pair.0, outputs: pair.1, isLastStep: isLastStep)
      }
    }
  }

  /// An array of three dimensions, or of two.
  private enum Nested: Decodable {
    case three([[[Double]]])
    case two([[Double]])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let values = try? container.decode([[[Double]]].self) {
        self = .three(values)
      } else {
        self = .two(try container.decode([[Double]].self))
      }
    }

    /// The timesteps of each sequence; nil for two dimensions.
    var rows: [[[Double]]]? {
      if case .three(let values) = self { values } else { nil }
    }

    /// The one row of each sequence.
    var vectors: [[Double]] {
      if case .two(let values) = self { values } else { [] }
    }

    /// The rows, with the values of two dimensions as symbols.
    var symbols: [[[Double]]] { rows ?? vectors.map { $0.map { [$0] } } }
  }
}
