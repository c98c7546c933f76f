import Foundation
import RandomNetworks

/// Steps on this machine: `host-benchmark [--quick]` prints the rows of
/// `tools/bench host`.
@main
struct HostBenchmark {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    guard arguments.allSatisfy({ $0 == "--quick" }) else {
      FileHandle.standardError.write(
        Data("usage: host-benchmark [--quick]\n".utf8))
      exit(64)
    }
    let cases = try NetworkPlan.hostBench.map { try BenchCase($0) }
    for _ in 0..<(arguments.isEmpty ? 200 : 30) {
      for one in cases { one.run() }
    }
    for one in cases {
      print(one.name, String(format: "%.0f", one.best), separator: "\t")
    }
  }
}
