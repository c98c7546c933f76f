import SwiftletMessages

/// Tensors of a state dict that belong to the loss of the training, such as the
/// weights of classes, which the network does not take.
struct LossTensors {
  /// The tensors' full names, sorted.
  let names: [String]

  /// Takes the tensors out of a state dict; nil where there are none.
  init?(takenFrom tensors: inout [String: SafeTensors.Tensor]) {
    names = tensors.keys.filter { name in
      tensors[name].map { Self.isOfLoss(name, $0.shape) } ?? false
    }.sorted()
    guard !names.isEmpty, names.count < tensors.count else { return nil }
    for name in names { tensors[name] = nil }
  }

  /// What is left out.
  var remark: String {
    let more = names.count > 1 ? " and \(names.count - 1) more are" : " is"
    return "'\(names[0])'\(more) of the training's loss, and left out".printable
  }

  private static func isOfLoss(_ name: String, _ shape: [Int]) -> Bool {
    let parts = name.lowercased().split(separator: ".")
    guard let last = parts.last, shape.count <= 1 else { return false }
    let modules = [
      "criterion", "loss", "loss_fn", "loss_func", "loss_function",
    ]
    return last == "pos_weight"
      || (last == "weight"
        && parts.dropLast().last.map { part in
          modules.contains { part == $0 || part.hasSuffix("_" + $0) }
        } ?? false)
  }
}
