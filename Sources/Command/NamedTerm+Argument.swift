public import ArgumentParser
import SwiftletCells
public import SwiftletRuntime

extension Scoring: ExpressibleByArgument {
  /// The scoring of a name on the command line.
  public init?(argument: String) { self.init(name: argument) }

  /// The names on the command line.
  public static var allValueStrings: [String] { allCases.map(\.name) }

  /// The name in a help text.
  public var defaultValueDescription: String { name }
}

extension GapPolicy: ExpressibleByArgument {
  /// The policy of a name on the command line.
  public init?(argument: String) { self.init(name: argument) }

  /// The names on the command line.
  public static var allValueStrings: [String] { allCases.map(\.name) }

  /// The name in a help text.
  public var defaultValueDescription: String { name }
}
