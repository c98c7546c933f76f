import CSwiftletVectors
import Foundation
import RandomNetworks
import SwiftletRuntime

/// Steps on this machine: `host-benchmark [--quick] [--levels]` prints the rows
/// of `tools/bench host`: a step, and one of a stream of several that step
/// together; with `--levels` after each the same steps with the kernels of
/// AVX-VNNI, of AVX2, alone and together, and with vectors of 16 bytes, `-` where
/// the machine has no such kernels.
@main
struct HostBenchmark {
  static func main() throws {
    let arguments = Set(CommandLine.arguments.dropFirst())
    guard arguments.isSubset(of: ["--quick", "--levels"]) else {
      FileHandle.standardError.write(
        Data("usage: host-benchmark [--quick] [--levels]\n".utf8))
      exit(64)
    }
    let withLevels = arguments.contains("--levels")
    let cases = try NetworkPlan.hostBench.map { try BenchCase($0) }
    for _ in 0..<(arguments.contains("--quick") ? 30 : 200) {
      for one in cases { one.run() }
      // A processor takes time to change its clock for other vectors.
      for level in lowerLevels where withLevels && kernelLevels.contains(level)
      {
        for one in cases { one.run(level: level) }
      }
    }
    for one in cases {
      var times = [one.best, one.bestTogether].map(rounded)
      if withLevels { times += timesOfLevels(one) }
      print(one.name, times.joined(separator: "\t"), separator: "\t")
    }
  }

  private static let avxVNNI = Int32(SWIFTLET_AVX_VNNI)
  private static let avx2 = Int32(SWIFTLET_AVX2)
  private static let simd128 = Int32(SWIFTLET_SIMD128)
  private static let lowerLevels = [avxVNNI, avx2, simd128]

  private static func timesOfLevels(_ one: BenchCase) -> [String] {
    [
      one.bestOfLevels[avxVNNI], one.bestOfLevels[avx2],
      one.bestTogetherOfLevels[avx2], one.bestOfLevels[simd128],
    ].map { $0.map(rounded) ?? "-" }
  }

  private static func rounded(_ nanoseconds: Double) -> String {
    String(format: "%.0f", nanoseconds)
  }
}
