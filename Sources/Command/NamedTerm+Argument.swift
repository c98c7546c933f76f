public import ArgumentParser
import SwiftletCells
public import SwiftletRuntime

extension Scoring: ExpressibleByArgument {
  /// The scoring of a name on the command line.
  public init?(argument: String) { self.init(name: argument) }

  /// The names on the command line.
  public static var allValueStrings: [String] { allCases.map(\.name) }

  /// What the names mean, for a help text.
  public static var allValueDescriptions: [String: String] {
    Dictionary(
      uniqueKeysWithValues: allCases.map { ($0.name, $0.description) })
  }

  /// The name in a help text.
  public var defaultValueDescription: String { name }

  private var description: String {
    switch self {
    case .everyStep: "those of every timestep"
    case .lastStep: "those of a sequence's last timestep"
    }
  }
}

extension GapPolicy: ExpressibleByArgument {
  /// The policy of a name on the command line.
  public init?(argument: String) { self.init(name: argument) }

  /// The names on the command line.
  public static var allValueStrings: [String] { names }

  /// What `--gaps` takes, for its help.
  static var help: String {
    """
    What takes the place of a missing value: hold (the last one), mean (that \
    of the training data), refuse, hold:N,mean (the last one for at most N \
    steps in a row, then the mean) or hold:N,reset (the same, and where every \
    feature has been missing for longer the state starts again from zeros)
    """
  }

  /// The name in a help text.
  public var defaultValueDescription: String { name }
}
