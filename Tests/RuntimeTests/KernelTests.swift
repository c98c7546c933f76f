import RandomNetworks
import Testing

@Suite("Kernels of this machine")
struct KernelTests {
  @Test("give the bits of Swift's steps on random blocks, edges included")
  func comparison() throws {
    var comparison = KernelComparison(seed: 3)
    try comparison.run(blocks: 10_000 * stepFactor)
    #expect(comparison.differences == [])
  }
}
