import Foundation
import TemporaryFolder
import Testing

/// A model of two layers, trained for a moment.
private func withModel<R>(_ body: (URL) throws -> R) throws -> R {
  try withFolder { folder in
    let rows = (0..<60).map { index -> String in
      let x = sin(Double(index) / 4)
      let target = sin(Double(index + 1) / 4)
      return String(format: "%d,%.3f,%.3f", index / 30, x, target)
    }
    try Data(("seq,x,target\n" + rows.joined(separator: "\n") + "\n").utf8)
      .write(to: folder.appendingPathComponent("wave.csv"))
    for line in [
      "train --data wave.csv --cell gru --hidden 6 --epochs 1",
      "quantize model.safetensors --calibration wave.csv --out model.swlt",
    ] {
      let run = try swiftlet(
        line.split(separator: " ").map(String.init), in: folder)
      #expect(run.status == 0, "\(run.messages)")
    }
    return try body(folder)
  }
}

private func inspect(_ flags: String, in folder: URL) throws -> [String: Any] {
  let words = ("inspect model.swlt --json " + flags).split(separator: " ")
  let run = try swiftlet(words.map(String.init), in: folder)
  #expect(run.status == 0, "\(run.messages)")
  return try #require(
    try JSONSerialization.jsonObject(with: Data(run.output.utf8))
      as? [String: Any])
}

@Suite("The budget")
struct BudgetTests {
  private let counted = [
    "cortex-m0", "cortex-m3", "cortex-m33", "cortex-m4", "cortex-m55",
    "cortex-m7", "riscv32",
  ]

  @Test("is shown for every core whose instructions are counted")
  func cores() throws {
    try withModel { folder in
      let report = try inspect("", in: folder)
      for key in [
        "code_bytes", "stack_bytes", "open_stack_bytes",
        "instructions_per_step",
      ] {
        let byCore = try #require(report[key] as? [String: Int])
        #expect(byCore.keys.sorted() == counted)
        #expect(byCore.values.allSatisfy { $0 > 0 })
      }
      let sources = try #require(
        report["instructions_source"] as? [String: String])
      #expect(Set(sources.values) == ["estimated"])
    }
  }

  @Test("names the clock of a rate of steps: instructions times the rate")
  func clock() throws {
    try withModel { folder in
      let report = try inspect("--step-rate 250 --target cortex-m3", in: folder)
      let instructions = try #require(
        report["instructions_per_step"] as? [String: Int])
      let clock = try #require(report["clock_hz"] as? [String: Double])
      #expect(Array(instructions.keys) == ["cortex-m3"])
      #expect(clock["cortex-m3"] == 250 * Double(instructions["cortex-m3"]!))
    }
  }

  @Test(
    "a wrong use is refused with status 64",
    arguments: [
      "inspect model.swlt --target avr", "inspect model.swlt --step-rate 0",
      "embed model.swlt --target wasm32 --layout arduino --out x",
      "embed model.swlt --target host --layout zephyr --out x",
      "embed model.swlt --target cortex-m55 --layout platformio --out x",
      "embed model.swlt --target z80 --out x",
    ])
  func usage(line: String) throws {
    try withFolder { folder in
      let run = try swiftlet(
        line.split(separator: " ").map(String.init), in: folder)
      #expect(run.status == 64)
      #expect(run.output.isEmpty && !run.messages.isEmpty)
      #expect(
        !FileManager.default.fileExists(
          atPath: folder.appendingPathComponent("x").path))
    }
  }
}
