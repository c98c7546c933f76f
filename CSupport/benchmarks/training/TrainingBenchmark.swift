import Foundation
import SwiftletCells
import SwiftletRuntime
import SwiftletTraining

/// Training on this machine: `training-benchmark [--quick]` prints the rows of
/// `tools/bench train`.
@main
struct TrainingBenchmark {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    guard arguments.allSatisfy({ $0 == "--quick" }) else {
      FileHandle.standardError.write(
        Data("usage: training-benchmark [--quick]\n".utf8))
      exit(64)
    }
    let cores = ProcessInfo.processInfo.activeProcessorCount
    var cases = try TrainingCase.all(threads: cores)
    for _ in 0..<(arguments.isEmpty ? 20 : 5) {
      for index in cases.indices { try cases[index].run() }
    }
    for one in cases { print(one.row) }
  }
}
