import Foundation
import SwiftletImporting
import TemporaryFolder
import Testing

/// A file that is cut or changed is refused in a sentence, or is a model; it
/// never ends the program.
@Suite("Damaged models of frameworks")
struct ImportDamageTests {
  @Test(
    "cut at any place are refused",
    arguments: [
      "torch-gru1.safetensors", "onnx-node-gru-after.onnx", "keras-gru.keras",
      "torch-checkpoint.pth", "audio-nam-lstm.nam", "audio-rtneural-gru.json",
      "keras2-lstm.h5",
    ])
  func cut(name: String) throws {
    let bytes = try Data(contentsOf: ImportFixtures.file(name))
    try withFolder { folder in
      let file = folder.appendingPathComponent(name)
      for count in stride(from: 0, to: bytes.count, by: step(bytes.count)) {
        try bytes.prefix(count).write(to: file)
        let reason = complaint { try ModelImport.read(file) }
        #expect(reason?.isEmpty == false, "cut at \(count)")
        #expect(reason?.contains("\n") == false)
      }
    }
  }

  @Test("whose loop ends in states of another batch are refused")
  func loopOfAnotherBatch() {
    let file = ImportFixtures.file(
      "../damaged/onnx-loop-of-another-batch.onnx")
    let reason = complaint { try ModelImport.read(file) }
    #expect(reason?.contains("its body is no LSTM") == true)
  }

  @Test(
    "with a changed byte are refused in a line, or read",
    arguments: [
      "torch-gru1.safetensors", "onnx-node-gru-after.onnx",
      "onnx-legacy-gru-dynamic.onnx", "onnx-rnn1.onnx", "onnx-gru-batch.onnx",
      "torch-checkpoint.pth", "audio-nam-lstm.nam", "audio-guitarml-gru.json",
      "keras2-lstm.h5",
      "onnx-legacy-flat-state.onnx", "onnx-legacy-gathered.onnx",
      "onnx-legacy-residual.onnx", "onnx-node-loop.onnx", "onnx-node-scan.onnx",
      "onnx-node-branch.onnx",
    ])
  func changed(name: String) throws {
    let bytes = try Data(contentsOf: ImportFixtures.file(name))
    try withFolder { folder in
      let data = ImportFixtures.file(name + ".data")
      try? FileManager.default.copyItem(
        at: data, to: folder.appendingPathComponent(name + ".data"))
      let file = folder.appendingPathComponent(name)
      for place in stride(from: 0, to: bytes.count, by: step(bytes.count)) {
        for mask: UInt8 in [0x01, 0x80, 0xFF] {
          var changed = bytes
          changed[place] ^= mask
          try changed.write(to: file)
          let reason = complaint { try ModelImport.read(file) }
          #expect(reason?.contains("\n") != true)
        }
      }
    }
  }

  /// The weights of a Keras model under the archive's checksum.
  @Test("with a changed byte in the weights of Keras are refused, or read")
  func changedWeights() throws {
    let name = "model.weights.h5"
    let archive = try Data(contentsOf: ImportFixtures.file("keras-gru.keras"))
    let start = try #require(archive.range(of: Data(name.utf8))).upperBound
    try withFolder { folder in
      let file = folder.appendingPathComponent("model.keras")
      for place in stride(from: start, to: archive.count - 400, by: 31) {
        var changed = archive
        changed[place] ^= 0xFF
        let checksum = crc32(changed[start..<end(archive, start)])
        try write(changed, checksum, name, to: file)
        let reason = complaint { try ModelImport.read(file) }
        #expect(reason?.contains("\n") != true)
        #expect(reason?.contains("the archive is damaged") != true)
      }
    }
  }

  private func step(_ count: Int) -> Int { max(1, count / 250) }

  /// Where a stored file of an archive ends, by its local header.
  private func end(_ archive: Data, _ start: Int) -> Int {
    let header = start - "model.weights.h5".utf8.count - 30
    let size = archive[header + 18..<header + 22].reversed().reduce(0) {
      $0 << 8 | Int($1)
    }
    return start + size
  }

  /// Writes an archive with the checksum of a file put right.
  private func write(
    _ archive: Data, _ checksum: UInt32, _ name: String, to file: URL
  ) throws {
    var archive = archive
    let entry =
      try #require(
        archive.range(of: Data(name.utf8), options: .backwards)
      ).lowerBound - 46
    withUnsafeBytes(of: checksum.littleEndian) {
      archive.replaceSubrange(entry + 16..<entry + 20, with: $0)
    }
    try archive.write(to: file)
  }
}
