import Foundation
import TemporaryFolder
import Testing
import WrongModels

@Suite("Features beyond what a network was trained on")
struct FeatureReachTests {
  @Test("quantize names the options of import that make a model")
  func remedy() throws {
    try withFolder { folder in
      try FileManager.default.copyItem(
        at: fixture("torch-gru1.safetensors"),
        to: folder.appendingPathComponent("in.safetensors"))
      let rows = (0..<60).map { step in
        let features = (0..<5).map { 33000 + step * (211 + 50 * $0) }
        return (["s"] + features.map(String.init) + ["0", "0", "0"])
          .joined(separator: ",")
      }
      let header = "seq,a,b,c,d,e,target_x,target_y,target_z"
      try Data(([header] + rows).joined(separator: "\n").utf8)
        .write(to: folder.appendingPathComponent("adc.csv"))

      let bare =
        "swiftlet import in.safetensors --data adc.csv --out m.safetensors"
      let quantize =
        "swiftlet quantize m.safetensors --calibration adc.csv --out m.swlt"
      let refused = try shell("\(bare) && \(quantize)", in: folder)
      #expect(refused.status != 0)
      #expect(
        refused.messages.hasSuffix(
          "error: feature a reaches 45449 deviations of what the network was "
            + "trained on; give import --mean and --deviation\n"),
        "\(refused.messages)")
      #expect(
        !FileManager.default.fileExists(
          atPath: folder.appendingPathComponent("m.swlt").path))

      let five = { (value: Int) in
        Array(repeating: String(value), count: 5).joined(separator: ",")
      }
      let made = try shell(
        "\(bare) --mean \(five(42000)) --deviation \(five(6000)) "
          + "&& \(quantize)", in: folder)
      #expect(made.status == 0, "\(made.messages)")
    }
  }
}
