import Foundation
import TemporaryFolder
import Testing
import WrongModels

@Suite("swiftlet import refuses")
struct WrongModelTests {
  private func refuse(_ model: WrongModel) throws {
    try withFolder { folder in
      try model.write(folder)
      let run = try swiftlet(
        ["import", model.file, "--out", "out.safetensors"] + model.arguments,
        in: folder)
      #expect(run.status == 1, "\(run.messages)")
      #expect(run.output.isEmpty)
      let lines = run.messages.split(separator: "\n").filter {
        !$0.hasPrefix("note: ")
      }
      #expect(lines.count == 1)
      #expect(run.messages.contains(model.sentence), "\(run.messages)")
      #expect(
        !FileManager.default.fileExists(
          atPath: folder.appendingPathComponent("out.safetensors").path))
    }
  }

  @Test("ONNX models", arguments: WrongONNX.all)
  func onnx(model: WrongModel) throws { try refuse(model) }

  @Test("PyTorch state dicts", arguments: WrongStateDict.all)
  func stateDict(model: WrongModel) throws { try refuse(model) }

  @Test("Keras models", arguments: WrongKeras.all)
  func keras(model: WrongModel) throws { try refuse(model) }

  @Test("models of amplifiers", arguments: WrongAudio.all)
  func audio(model: WrongModel) throws { try refuse(model) }

  @Test("reference vectors", arguments: WrongReference.all)
  func reference(model: WrongModel) throws { try refuse(model) }

  @Test(
    "wrong usage, with status 64",
    arguments: [
      "--layers gru:gelu", "--labels a,b --targets c", "--mean x",
      "--deviation 0", "--deviation -1", "--tolerance 0",
      "--out model.safetensors", "--scoring never", "--nonsense",
      "--fix sr", "--fix sr=x", "--shape input=1,0", "--shape input",
      "--context -1",
    ])
  func usage(flags: String) throws {
    try withFolder { folder in
      try FileManager.default.copyItem(
        at: fixture("torch-gru1.safetensors"),
        to: folder.appendingPathComponent("model.safetensors"))
      let out = flags.contains("--out") ? "" : " --out out.safetensors"
      let line = "import model.safetensors \(flags)\(out)"
      let run = try swiftlet(
        line.split(separator: " ").map(String.init), in: folder)
      #expect(run.status == 64)
      #expect(run.output.isEmpty)
      #expect(run.messages.lowercased().hasPrefix("error: "))
      #expect(
        !FileManager.default.fileExists(
          atPath: folder.appendingPathComponent("out.safetensors").path))
    }
  }
}
