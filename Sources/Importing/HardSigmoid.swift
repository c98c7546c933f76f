import SwiftletCells

/// A hard sigmoid as a framework has it: `slope x + center` within 0...1.
///
/// A layer of this project has the slope 1 and the center 1/2. The rest goes
/// into the rows before it, where it is exact but for the rounding of `Float`.
struct HardSigmoid: Equatable, Sendable {
  var slope: Float
  var center: Float = 0.5

  /// That of a layer of this project.
  static let own = HardSigmoid(slope: 1)
  /// `relu6(x + 3) / 6` of PyTorch, Keras 3 and ONNX's HardSwish.
  static let sixth = HardSigmoid(slope: 1 / 6)
  /// That of Keras 1 and 2, and ONNX's where no other is given.
  static let fifth = HardSigmoid(slope: 0.2)

  /// A weight of a row before it.
  func weight(_ weight: Float) -> Float { slope * weight }

  /// The bias of a row before it.
  func bias(_ bias: Float) -> Float { slope * bias + (center - 0.5) }
}

extension ImportedLayer {
  /// The layer with a hard sigmoid after it; nil of what is no linear dense
  /// layer.
  func activated(by function: HardSigmoid) -> ImportedLayer? {
    guard case .dense(let inputSize, let outputSize, .linear) = layer else {
      return nil
    }
    var activated = self
    activated.layer = .dense(
      inputSize: inputSize, outputSize: outputSize, activation: .hardSigmoid)
    activated.tensors[.weight] = tensors[.weight]?.map(function.weight)
    activated.tensors[.bias] = tensors[.bias]?.map(function.bias)
    return activated
  }
}
