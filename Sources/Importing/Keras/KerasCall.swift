import Foundation

/// A call of a layer in a functional model: what the layer takes.
struct KerasCall {
  /// One of the outputs of a call of a layer.
  struct Tensor: Hashable {
    /// The layer's name.
    var layer: String
    /// The index of the call.
    var call: Int
    /// The index of the output.
    var output: Int
  }

  /// The tensors that the layer takes.
  let inputs: [Tensor]
  /// The arguments beside them that are tensors, such as `initial_state`; not
  /// the mask.
  let others: [String]
  /// What is taken of each axis, of a call that takes a part of a tensor.
  let indices: [Index]
  /// The number that it computes with beside a tensor, and whether it comes
  /// first; nil of other calls.
  let number: (value: Double, isFirst: Bool)?

  /// What is taken of an axis.
  enum Index: Equatable {
    /// All of as many axes as there are.
    case ellipsis
    /// A part; nil for its ends.
    case slice(start: Int?, stop: Int?)
    /// One element.
    case element(Int)
    /// Something else.
    case other
  }

  /// - Parameter node: An entry of `inbound_nodes`: of Keras 3 an object with
  ///   `args` and `kwargs`, of Keras 2 a list of `[layer, call, output,
  ///   kwargs]`.
  init(_ node: Any) {
    var inputs = Self.tensors(in: node)
    var keywords: [String: Any] = [:]
    if let object = node as? [String: Any] {
      inputs = Self.tensors(in: object["args"])
      keywords = object["kwargs"] as? [String: Any] ?? [:]
      inputs += Self.tensors(in: keywords.removeValue(forKey: "inputs"))
    } else if let list = node as? [Any] {
      let tensors = list.first is String ? [list] : list
      for case let tensor as [Any] in tensors where tensor.count > 3 {
        keywords.merge(tensor[3] as? [String: Any] ?? [:]) { $1 }
      }
    }
    var arguments = (node as? [String: Any])?["args"] as? [Any] ?? []
    if let operation = Self.operation(node, &keywords) {
      arguments = operation
      inputs = Self.tensors(in: arguments)
    }
    self.inputs = inputs
    indices = arguments.dropFirst().flatMap { $0 as? [Any] ?? [$0] }
      .map(Self.index)
    number = Self.number(among: arguments)
    others = keywords.keys.sorted().filter {
      $0 != "mask" && !Self.tensors(in: keywords[$0]).isEmpty
    }
  }

  /// The arguments of an operation of TensorFlow in Keras 2's form, `[layer,
  /// call, output, kwargs]` or, of a number, `["_CONSTANT_VALUE", -1, number,
  /// kwargs]`; nil of other calls.
  private static func operation(
    _ node: Any, _ keywords: inout [String: Any]
  ) -> [Any]? {
    guard let list = node as? [Any], list.count > 2,
      let layer = list.first as? String
    else { return nil }
    let first: Any = layer == "_CONSTANT_VALUE" ? list[2] : list
    let others = ["y", "slice_spec"].compactMap {
      keywords.removeValue(forKey: $0)
    }
    return [first] + others
  }

  private static func number(
    among arguments: [Any]
  ) -> (value: Double, isFirst: Bool)? {
    guard arguments.count == 2,
      let place = arguments.firstIndex(where: { $0 is NSNumber }),
      let number = arguments[place] as? NSNumber,
      !(arguments[1 - place] is NSNumber)
    else { return nil }
    return (number.doubleValue, place == 0)
  }

  /// `scale x + shift`, where the call computes that with a number.
  func affine(_ operation: String) -> (scale: Double, shift: Double)? {
    guard let (number, isFirst) = number, number.isFinite else { return nil }
    return switch operation {
    case "Add": (1, number)
    case "Multiply": (number, 0)
    case "Subtract": isFirst ? (-1, number) : (1, -number)
    case "Divide", "TrueDivide":
      isFirst || number == 0 ? nil : (1 / number, 0)
    default: nil
    }
  }

  private static func index(_ value: Any) -> Index {
    if let element = value as? Int { return .element(element) }
    let object = value as? [String: Any]
    let config = object?["config"] as? [String: Any] ?? object ?? [:]
    let step = config["step"] as? Int ?? 1
    switch object?["class_name"] as? String {
    case "__ellipsis__": return .ellipsis
    case "__slice__" where step == 1,
      nil where step == 1 && config.keys.contains("stop"):
      return .slice(
        start: config["start"] as? Int, stop: config["stop"] as? Int)
    default: return .other
    }
  }

  /// The tensors within a value, in their order.
  static func tensors(in value: Any?) -> [Tensor] {
    if let list = value as? [Any] {
      guard let layer = list.first as? String else {
        return list.flatMap(tensors)
      }
      guard list.count > 2, let call = list[1] as? Int,
        let output = list[2] as? Int
      else { return [] }
      return [Tensor(layer: layer, call: call, output: output)]
    }
    guard let object = value as? [String: Any] else { return [] }
    if object["class_name"] as? String == "__keras_tensor__" {
      let config = object["config"] as? [String: Any]
      return tensors(in: config?["keras_history"])
    }
    return object.keys.sorted().flatMap { tensors(in: object[$0]) }
  }
}
