import CSwiftletVectors
import Foundation
import RandomNetworks
import SwiftletRuntime

/// Steps on this machine: `host-benchmark [--quick] [--levels]` prints the rows
/// of `tools/bench host`; with `--levels` after each the same steps with the
/// kernels of AVX-VNNI, of AVX2 and with vectors of 16 bytes, `-` where the
/// machine has no such kernels.
@main
struct HostBenchmark {
  static func main() throws {
    let arguments = Set(CommandLine.arguments.dropFirst())
    guard arguments.isSubset(of: ["--quick", "--levels"]) else {
      FileHandle.standardError.write(
        Data("usage: host-benchmark [--quick] [--levels]\n".utf8))
      exit(64)
    }
    let lower = [SWIFTLET_AVX_VNNI, SWIFTLET_AVX2, SWIFTLET_SIMD128]
    let levels = arguments.contains("--levels") ? lower.map(Int32.init) : []
    let cases = try NetworkPlan.hostBench.map { try BenchCase($0) }
    for _ in 0..<(arguments.contains("--quick") ? 30 : 200) {
      for one in cases { one.run() }
      // A processor takes time to change its clock for other vectors.
      for level in levels where kernelLevels.contains(level) {
        for one in cases { one.run(level: level) }
      }
    }
    for one in cases {
      let times = [one.best] + levels.map { one.bestOfLevels[$0] }
      print(
        one.name, times.map { $0.map(rounded) ?? "-" }.joined(separator: "\t"),
        separator: "\t")
    }
  }

  private static func rounded(_ nanoseconds: Double) -> String {
    String(format: "%.0f", nanoseconds)
  }
}
