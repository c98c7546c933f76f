extension Metric {
  /// Whether a score is better than another.
  public func isBetter(_ score: Double, than other: Double) -> Bool {
    self == .accuracy ? score > other : score < other
  }

  /// Which of some models are on the Pareto front of score and cost: those of a
  /// better score than every model that costs no more. Of models that are equal
  /// in both, the first is.
  ///
  /// - Parameter models: the score of each, and its cost, such as bytes.
  /// - Returns: the places of those on the front, the least cost first.
  public func front(of models: [(score: Double, cost: Int)]) -> [Int] {
    let order = models.indices.sorted { a, b in
      let (left, right) = (models[a], models[b])
      if left.cost != right.cost { return left.cost < right.cost }
      if left.score != right.score {
        return isBetter(left.score, than: right.score)
      }
      return a < b
    }
    return order.reduce(into: []) { front, index in
      guard let last = front.last else { return front.append(index) }
      if isBetter(models[index].score, than: models[last].score) {
        front.append(index)
      }
    }
  }
}
