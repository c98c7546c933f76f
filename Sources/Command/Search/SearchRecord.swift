import Foundation
import Swiftlet

/// A line of a search's file: what a candidate came to.
struct SearchRecord: Codable, Equatable {
  /// The candidate's number, from 1, in the order of the grid.
  var trial: Int
  /// The candidate's values of the grid's options.
  var settings: String
  /// The quantized model's score on what its training held out; nil where the
  /// trial failed.
  var score: Double?
  var floatScore: Double?
  var agreement: Double?
  var flashBytes: Int?
  var ramBytes: Int?
  var instructionsPerStep: Int?
  var parameters: Int?
  var epochs: Int?
  var bestEpoch: Int?
  /// Why there is no score.
  var failure: String?

  /// A trial that ended with a score.
  init(_ planned: PlannedTrial, _ trial: SearchTrial) {
    self.trial = planned.number
    settings = planned.settings.text
    score = trial.score
    floatScore = trial.floatScore
    agreement = trial.agreement
    flashBytes = trial.cost.flashSize
    ramBytes = trial.cost.ramSize
    instructionsPerStep = trial.cost.instructions
    parameters = trial.parameters
    epochs = trial.epochs
    bestEpoch = trial.bestEpoch
  }

  /// A trial that failed.
  init(_ planned: PlannedTrial, failure: String) {
    trial = planned.number
    settings = planned.settings.text
    self.failure = failure
  }

  /// Whether it has what one of the two has.
  var isWhole: Bool {
    failure != nil
      || score?.isFinite == true && floatScore != nil && agreement != nil
        && flashBytes != nil && ramBytes != nil
  }
}

/// The first line of a search's file: what tells the search from others.
struct SearchHeader: Codable, Equatable {
  /// The version of the program.
  var version: String
  /// What the data are called.
  var data: String
  /// A number that changes with the data.
  var dataHash: String
  /// Every option that the results depend on.
  var options: String
  /// How many candidates there are.
  var candidates: Int
  /// How many of them are beyond the budget.
  var overBudget: Int
  /// How many are tried.
  var trials: Int
  /// Which part of them the file is for; nil for all.
  var shard: String?

  /// Why a file of another search cannot be gone on with; nil for one of this.
  ///
  /// - Parameter isPart: whether the file may be of any shard.
  func refusal(of other: SearchHeader, isPart: Bool) -> String? {
    var same = other
    same.data = data
    if isPart { same.shard = shard }
    guard same != self else { return nil }
    if other.version != version { return "version \(Self.cut(other.version))" }
    if other.dataHash != dataHash {
      return "other data (\(Self.cut(other.data)))"
    }
    if other.options != options {
      return "other options: \(Self.cut(other.options))"
    }
    if same.shard != shard {
      return other.shard.map { "--shard \(Self.cut($0))" } ?? "no --shard"
    }
    return "\(other.candidates) candidates, \(other.overBudget) over the "
      + "budget and \(other.trials) to try"
  }

  /// As much of a file's text as a message shows.
  private static func cut(_ text: String) -> String {
    text.count > 500 ? text.prefix(500) + "…" : text
  }
}

/// How the lines of a search's file are written.
enum SearchLine {
  static func encode(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(value)
  }

  static func decode<Value: Decodable>(
    _ type: Value.Type, _ line: Data
  ) -> Value? {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try? decoder.decode(type, from: line)
  }
}
