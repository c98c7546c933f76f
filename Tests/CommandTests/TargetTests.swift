import Foundation
import TemporaryFolder
import Testing

@Suite("A model's target")
struct TargetTests {
  private static let data: String = {
    var text = "seq,x,y,target\n"
    for index in 0..<120 {
      let angle = Double(index) / 4
      text += String(
        format: "0,%.3f,%.3f,%.3f\n", sin(angle), cos(angle / 2),
        sin(angle + 0.25))
    }
    return text
  }()

  private func run(_ line: String, _ folder: URL, input: String = "") throws
    -> Run
  {
    try swiftlet(
      line.split(separator: " ").map(String.init), in: folder, input: input)
  }

  /// Quantizes with options; the widths of the layers' blocks.
  private func blockWidths(_ options: String, _ folder: URL) throws -> [Int] {
    let quantized = try run(
      "quantize model.safetensors --calibration walk.csv --out m.swlt "
        + options, folder)
    try #require(quantized.status == 0, "\(quantized.messages)")
    let report = try run("inspect m.swlt --json", folder).output
    let object =
      try JSONSerialization.jsonObject(with: Data(report.utf8))
      as? [String: Any]
    let layers = try #require(object?["layers"] as? [[String: Any]])
    return layers.compactMap { $0["block_width"] as? Int }
  }

  @Test("cores with vectors get their own layout, with the same outputs")
  func layout() throws {
    try withFolder { folder in
      try Data(Self.data.utf8).write(
        to: folder.appendingPathComponent("walk.csv"))
      let trained = try run(
        "train --data walk.csv --cell gru --hidden 20 --epochs 1", folder)
      try #require(trained.status == 0, "\(trained.messages)")
      let input = (0..<50).map { "\(97 * $0 - 900),\(500 - 31 * $0)\n" }
      var outputs: Set<String> = []
      for (options, widths) in [
        ("", [4, 4]), ("--target cortex-m4", [4, 4]),
        ("--target cortex-m55", [16, 16]), ("--target riscv32", [4, 4]),
        ("--target host", [4, 4]),
      ] {
        #expect(try blockWidths(options, folder) == widths, "\(options)")
        let steps = try run(
          "stream --raw m.swlt", folder, input: input.joined())
        #expect(steps.status == 0 && !steps.output.isEmpty)
        outputs.insert(steps.output)
      }
      #expect(outputs.count == 1)
      #expect(try run("inspect m.swlt", folder).output.contains("panels"))
      let refusesPanels = try run(
        "embed m.swlt --target cortex-m55 --out e", folder)
      #expect(refusesPanels.status == 1)
      #expect(refusesPanels.messages.contains("panels of 16 units"))
      _ = try blockWidths("--target cortex-m55", folder)
      let refused = try run("embed m.swlt --target cortex-m4 --out e", folder)
      #expect(refused.status == 1)
      #expect(refused.messages.contains("--target cortex-m4"))
      let hint = try run("embed m.swlt --target host --out h", folder)
      #expect(hint.status == 0)
      #expect(hint.messages.contains("hint: "))
      #expect(hint.messages.contains("--target host"))
      let narrow = "--weights int16 --target cortex-m55"
      #expect(try blockWidths(narrow, folder) == [4, 4])
      let table = try run("inspect m.swlt", folder).output
      #expect(table.contains("blocks"))
    }
  }

  @Test("a core that does not exist is refused with the names of all")
  func unknown() throws {
    try withFolder { folder in
      let refused = try run(
        "quantize m.safetensors --calibration walk.csv --out m.swlt "
          + "--target cortex-m9", folder)
      #expect(refused.status == 64)
      #expect(refused.messages.contains("cortex-m55"))
    }
  }
}
