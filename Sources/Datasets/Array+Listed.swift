extension [String] {
  /// The texts, separated by commas; of more than `limit` the first, and how
  /// many there are.
  package func listed(atMost limit: Int) -> String {
    prefix(limit).joined(separator: ", ")
      + (count > limit ? ", … (\(count) in all)" : "")
  }
}
