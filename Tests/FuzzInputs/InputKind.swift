/// What is read, and by what: a framework's model, vectors to replay beside one,
/// or a file of this project's.
enum InputKind: String, CaseIterable {
  case onnx, keras, torch, safetensors, audio, vectors, float, model, snapshot,
    table, checkpoint, gradients, lines

  /// The kind of a framework's model by its file's name; nil of other files.
  init?(fileName: String) {
    let parts = fileName.split(separator: ".")
    switch parts.last {
    case "onnx": self = .onnx
    case "keras", "h5": self = .keras
    case "pt", "pth": self = .torch
    case "safetensors": self = .safetensors
    case "nam": self = .audio
    case "json" where parts.count == 2 && !fileName.hasPrefix("imports"):
      self = .audio
    default: return nil
    }
  }

  /// The models of frameworks.
  static let frameworks: [InputKind] =
    [.onnx, .keras, .torch, .safetensors, .audio]

  /// Kinds as often as they are read where all are.
  static let shares: [InputKind] =
    [.onnx, .onnx, .onnx, .onnx, .keras, .keras, .torch, .safetensors, .audio]
    + [.vectors, .float, .float, .model, .model, .model, .table, .table]
    + [.table, .checkpoint, .snapshot, .lines, .gradients]
}
