/// Pickles outside a ZIP archive: files of `torch.save` before PyTorch 1.6, and
/// Python's own.
enum OldPickle {
  /// Why a file that begins with some bytes is not read; nil of no pickle.
  static func refusal(_ bytes: [UInt8]) -> String? {
    // PROTO and its number.
    guard bytes.count > 2, bytes[0] == 0x80, 2...5 ~= bytes[1] else {
      return nil
    }
    if bytes.dropFirst(2).starts(with: magic) {
      return
        "is a pickle of torch.save before PyTorch 1.6; load it and save it "
        + "again: torch.save(torch.load('old.pt', map_location='cpu'), "
        + "'model.pt')"
    }
    return
      "is a pickle of Python, such as joblib's, which can run code when it is "
      + "opened, and is not; of a network of PyTorch \(TorchArchive.remedy); of "
      + "one of Keras, model.save('model.keras')"
  }

  /// LONG1, its length, and the number that `torch.load` looks for.
  private static let magic: [UInt8] = [
    0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19,
  ]
}
