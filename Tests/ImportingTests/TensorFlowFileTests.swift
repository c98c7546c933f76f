import Foundation
import SwiftletImporting
import TemporaryFolder
import Testing

@Suite("A file of TensorFlow")
struct TensorFlowFileTests {
  @Test(
    "that holds operations and no layers is refused by its own sentence",
    arguments: [
      ("\u{1C}\0\0\0TFL3", "is a model of TensorFlow Lite"),
      ("\n\u{19}\n\u{01}x\u{12}\u{0B}Placeholder", "is a frozen graph"),
      ("\u{08}\u{01}\u{12}\u{11}\n\u{0F}serving_default", "is a SavedModel"),
    ])
  func refused(bytes: String, sentence: String) throws {
    let reason = try withFolder { folder in
      let file = folder.appendingPathComponent("model")
      try Data(bytes.utf8).write(to: file)
      return complaint { try ModelImport.read(file) }
    }
    #expect(reason?.contains(sentence) == true, "\(reason ?? "is read")")
    #expect(reason?.contains(".onnx") == true || bytes.contains("TFL3"))
  }
}
