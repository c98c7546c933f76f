import ArgumentParser

/// The time of a timestep: a number of seconds, or with a unit.
struct StepTime: ExpressibleByArgument {
  /// Above 0.
  let seconds: Double

  private static let units = [
    ("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86_400), ("", 1),
  ]

  init?(argument: String) {
    let unit = Self.units.first { argument.hasSuffix($0.0) }
    guard let unit, let number = Double(argument.dropLast(unit.0.count)) else {
      return nil
    }
    seconds = number * unit.1
    guard seconds > 0, seconds.isFinite else { return nil }
  }
}
