import Foundation
import RandomNetworks

/// Kernels of this machine: `host-kernels bench [--quick]` prints the rows of
/// `tools/bench host`, and `host-kernels compare BLOCKS` compares every set of
/// instructions with Swift's steps on that many random blocks.
@main
struct HostKernels {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch arguments.first {
    case "bench": try bench(rounds: arguments.contains("--quick") ? 30 : 200)
    case "compare" where arguments.count == 2:
      guard let blocks = Int(arguments[1]) else { fallthrough }
      try compare(blocks)
    default:
      complain("usage: host-kernels bench [--quick] | compare BLOCKS")
      exit(64)
    }
  }

  private static func bench(rounds: Int) throws {
    let cases = try NetworkPlan.hostBench.map { try BenchCase($0) }
    for _ in 0..<rounds {
      for one in cases { one.run() }
    }
    for one in cases {
      print(one.name, String(format: "%.0f", one.best), separator: "\t")
    }
  }

  private static func compare(_ blocks: Int) throws {
    var comparison = KernelComparison(seed: 1)
    try comparison.run(blocks: blocks)
    if let difference = comparison.differences.first {
      complain("error: the kernels differ: \(difference)")
      exit(1)
    }
    print("\(comparison.blockCount) blocks: every kernel gives the same bits")
  }

  private static func complain(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }
}
