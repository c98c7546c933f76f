import Foundation
import SwiftletCells
import SwiftletImporting
import TemporaryFolder
import Testing
import WrongModels

@Suite("A file of torch.save")
struct TorchArchiveTests {
  /// A dense layer `(2, 3)` of `1, 2, … 6` and a bias of `7, 8`.
  private static func dense(_ isBigEndian: Bool = false) -> TorchFile {
    var data = Data()
    for value in 1...8 {
      let bits = Float(value).bitPattern
      withUnsafeBytes(of: isBigEndian ? bits.bigEndian : bits.littleEndian) {
        data.append(contentsOf: $0)
      }
    }
    return TorchFile(
      pickle: Pickle.whole(
        Pickle.dictionary([
          (
            "fc.weight",
            Pickle.tensor("0", shape: [2, 3], strides: [3, 1], count: 8)
          ),
          (
            "fc.bias",
            Pickle.tensor("0", shape: [2], strides: [1], offset: 6, count: 8)
          ),
        ])),
      storages: ["0": data], byteOrder: isBigEndian ? "big" : "little")
  }

  private func read(_ file: TorchFile) throws -> ImportedNetwork {
    try withFolder { folder in
      let url = folder.appendingPathComponent("model.pt")
      try file.archive.write(to: url)
      return try ModelImport.read(url)
    }
  }

  @Test("of either byte order, or without one, gives its numbers")
  func byteOrder() throws {
    var old = Self.dense()
    old.byteOrder = nil
    for file in [Self.dense(), Self.dense(true), old] {
      let network = try read(file)
      #expect(network.format == "PyTorch state dict")
      #expect(network.parameters == [1, 2, 3, 4, 5, 6, 7, 8])
    }
  }

  @Test("leaves the tensors of the training's loss out, and says so")
  func loss() throws {
    let weights = SafeTensors.Tensor(shape: [2], values: [1, 2])
    let network = try withFolder { folder in
      let file = folder.appendingPathComponent("model.safetensors")
      try SafeTensors(
        tensors: [
          "fc.weight": .init(shape: [2, 3], values: [1, 2, 3, 4, 5, 6]),
          "fc.bias": weights, "criterion.weight": weights,
          "bce_loss.pos_weight": weights, "val_loss.weight": weights,
        ], metadata: [:]
      ).write(to: file)
      return try ModelImport.read(file)
    }
    #expect(network.parameters == [1, 2, 3, 4, 5, 6, 1, 2])
    #expect(
      network.remarks == [
        "'bce_loss.pos_weight' and 2 more are of the training's loss, and left "
          + "out"
      ])
  }

  @Test("says which entries of a checkpoint are left out")
  func remark() throws {
    let network = try ModelImport.read(
      ImportFixtures.file("torch-checkpoint.pth"))
    #expect(
      network.remarks == [
        "the state dict is 'model_state_dict'; left out: 'args', 'best', "
          + "'counts', 'device', 'epoch', 'history', …"
      ])
    let plain = try ModelImport.read(ImportFixtures.file("torch-archive.pt"))
    #expect(plain.remarks.isEmpty)
  }

  @Test(
    "that is none of a state dict is refused by what it is",
    arguments: [
      ("torch-whole.pt", "is a whole model of torch.save(model)"),
      (
        "torch-old.pt",
        "before PyTorch 1.6; load it and save it again: torch.save(torch.load("
          + "'old.pt', map_location='cpu'), 'model.pt')"
      ),
      (
        "torch-script.pt",
        "is a TorchScript archive, which holds code; save its state dict: "
          + "torch.save(torch.jit.load('script.pt').state_dict(), 'model.pt')"
      ),
      (
        "torch-two.pt",
        "holds 2 state dicts, 'ema.last', 'model'; save one of them: "
          + "torch.save(torch.load('checkpoint.pt')['ema']['last'], 'model.pt')"
      ),
      ("torch-complex.pt", "tensor 'weight' is of ComplexFloatStorage"),
    ])
  func refused(name: String, sentence: String) {
    let reason = complaint { try ModelImport.read(ImportFixtures.file(name)) }
    #expect(reason?.contains(sentence) == true, "\(reason ?? "is read")")
  }

  @Test("whose pickle has a changed byte is refused in a line, or read")
  func changed() throws {
    let whole = Self.dense()
    for place in whole.pickle.indices {
      for mask: UInt8 in [0x01, 0xFF] {
        var file = whole
        file.pickle[place] ^= mask
        let reason = complaint { try read(file) }
        #expect(reason?.contains("\n") != true)
      }
    }
  }

  @Test("whose pickle ends anywhere is refused in a line")
  func cut() throws {
    let whole = Self.dense()
    for count in whole.pickle.indices {
      var file = whole
      file.pickle.removeLast(whole.pickle.count - count)
      let reason = complaint { try read(file) }
      #expect(reason?.contains("data.pkl is damaged or cut short") == true)
    }
  }
}
