public import ArgumentParser
public import SwiftletDevices
public import SwiftletEmbedding

extension TargetCore: ExpressibleByArgument {
  /// The core of a name on the command line.
  public init?(argument: String) { self.init(name: argument) }

  /// The names on the command line.
  public static var allValueStrings: [String] { all.map(\.name) }
}

extension DeviceLibrary: ExpressibleByArgument {
  /// The library of a name on the command line.
  public init?(argument: String) { self.init(name: argument) }

  /// The names on the command line.
  public static var allValueStrings: [String] { all.map(\.name) }
}

extension EmbedLayout: ExpressibleByArgument {}
