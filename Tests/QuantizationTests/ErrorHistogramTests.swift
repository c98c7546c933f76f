import SwiftletQuantization
import Testing

@Suite("Histogram of errors")
struct ErrorHistogramTests {
  @Test("holds every error in its bin, however they grow")
  func bins() {
    var random = RandomModel(seed: 5)
    let errors = (0..<3000).map { index in
      random.next() * (index < 1000 ? 1e-6 : index < 2999 ? 0.5 : 300)
    }
    var histogram = ErrorHistogram()
    for error in errors { histogram.add(error) }
    histogram.add(.nan)
    histogram.add(.infinity)
    #expect(histogram.total == 3000)
    let width = histogram.binWidth
    let middle = ErrorHistogram.reach
    for bin in histogram.counts.indices {
      let low = Double(bin - middle) * width
      #expect(
        histogram.counts[bin]
          == errors.count { $0 >= low && $0 < low + width })
    }
  }

  @Test(
    "says within how many bins a share of the errors lies",
    arguments: [0, 0.5, 0.9, 0.99, 1])
  func shares(share: Double) {
    var random = RandomModel(seed: 6)
    let errors = (0..<2000).map { _ in random.next() * random.next() }
    var histogram = ErrorHistogram()
    for error in errors { histogram.add(error) }
    let reach = Double(histogram.reach(of: share)) * histogram.binWidth
    func inside(_ reach: Double) -> Int {
      errors.count { $0 >= -reach && $0 < reach }
    }
    #expect(Double(inside(reach)) >= share * 2000)
    #expect(
      histogram.reach(of: share) == 1
        || Double(inside(reach - histogram.binWidth)) < share * 2000)
  }

  @Test("without errors has no share to tell")
  func empty() {
    #expect(ErrorHistogram().reach(of: 1) == 1)
    #expect(ErrorHistogram().total == 0)
  }
}
