import ArgumentParser

/// Refuses a value of an option that is not in its range.
func check<Value: Comparable>(
  _ option: String, _ value: Value?, in range: ClosedRange<Value>
) throws {
  guard let value, !range.contains(value) else { return }
  throw ValidationError(
    "\(option) takes \(range.lowerBound) to \(range.upperBound), not "
      + "\(value).")
}
