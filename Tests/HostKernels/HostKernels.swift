import Foundation
import RandomNetworks

/// Kernels of this machine: `host-kernels compare BLOCKS` compares every set of
/// instructions with Swift's steps on that many random blocks.
@main
struct HostKernels {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    guard arguments.count == 2, arguments[0] == "compare",
      let blocks = Int(arguments[1])
    else {
      complain("usage: host-kernels compare BLOCKS")
      exit(64)
    }
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
