import Foundation

/// Weights under weight normalization (Salimans and Kingma 2016), which PyTorch
/// saves as their lengths `g` and their directions `v`: `g v / |v|`.
enum WeightNorm {
  /// Puts the weights in the place of their parts.
  ///
  /// - Returns: What is done, a sentence; nil where there is none of them.
  static func compute(in tensors: inout [String: SafeTensors.Tensor]) -> String?
  {
    let names = tensors.keys.filter { name in
      guard let parts = Parts(lengths: name),
        let lengths = tensors[name], let directions = tensors[parts.directions],
        let weight = weight(lengths, directions)
      else { return false }
      tensors[name] = nil
      tensors[parts.directions] = nil
      tensors[parts.weight] = weight
      return true
    }
    guard let first = names.compactMap({ Parts(lengths: $0)?.weight }).min()
    else { return nil }
    return "\(names.count) weights, of which '\(first)' is the first, are "
      + "computed from their weight_norm"
  }

  /// The names of a weight and of its parts.
  private struct Parts {
    let weight: String
    let directions: String

    /// Those of a tensor of lengths, by the name that `torch.nn.utils` or
    /// `torch.nn.utils.parametrizations` gives it; nil of another.
    init?(lengths name: String) {
      let marker = "parametrizations."
      if name.hasSuffix("_g") {
        weight = String(name.dropLast(2))
        directions = weight + "_v"
      } else if name.hasSuffix(".original0"),
        let range = name.range(of: marker)
      {
        weight = String(
          name[..<range.lowerBound]
            + name[range.upperBound...].dropLast(".original0".count))
        directions = name.dropLast() + "1"
      } else {
        return nil
      }
    }
  }

  /// A weight of its lengths, one for each place along one axis, or one alone;
  /// nil where the parts do not fit each other.
  private static func weight(
    _ lengths: SafeTensors.Tensor, _ directions: SafeTensors.Tensor
  ) -> SafeTensors.Tensor? {
    let shape = directions.shape
    guard let g = lengths.floats(), let v = directions.floats(), !v.isEmpty,
      g.count == 1 || lengths.shape.count == shape.count
    else { return nil }
    let axis = lengths.shape.firstIndex { $0 > 1 }
    guard (axis.map { shape[$0] } ?? 1) == g.count else { return nil }
    let inner = axis.map { shape[($0 + 1)...].reduce(1, *) } ?? v.count
    let place = { (index: Int) in index / inner % g.count }
    var squares = Array(repeating: 0.0, count: g.count)
    for (index, value) in v.enumerated() {
      squares[place(index)] += Double(value) * Double(value)
    }
    guard squares.allSatisfy({ $0 > 0 }) else { return nil }
    return SafeTensors.Tensor(
      shape: shape,
      values: v.enumerated().map { index, value in
        let row = place(index)
        return Float(Double(value) * Double(g[row]) / squares[row].squareRoot())
      })
  }
}
