import SwiftletCells
import Testing

@Test("a front holds what no other model beats", arguments: Metric.allCases)
func front(metric: Metric) {
  var state: UInt64 = 9
  func random(_ count: UInt64) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % count)
  }
  for _ in 0..<50 {
    let models = (0..<random(12)).map { _ in
      (score: Double(random(6)), cost: random(6))
    }
    let front = metric.front(of: models)
    for (index, model) in models.enumerated() {
      let isBeaten = models.enumerated().contains { other in
        let isBetter = metric.isBetter(other.element.score, than: model.score)
        let isEqual = other.element.score == model.score
        return other.element.cost <= model.cost && (isBetter || isEqual)
          && (isBetter || other.element.cost < model.cost
            || other.offset < index)
      }
      #expect(front.contains(index) == !isBeaten)
    }
    #expect(
      front.map { models[$0].cost } == front.map { models[$0].cost }.sorted())
  }
}
