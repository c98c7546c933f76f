import SwiftletCells

/// Two vectors of a state dict by which a model normalises its inputs: buffers
/// such as `mean` and `std`, of the model or of a module of their own.
struct NormalizationBuffers {
  /// The full names of the vectors.
  let names: (mean: String, deviation: String)
  /// What they say.
  let normalization: InputNormalization

  /// Takes the vectors out of a state dict; nil where there are none.
  init?(takenFrom tensors: inout [String: SafeTensors.Tensor]) {
    for mean in tensors.keys.sorted() {
      guard
        let deviation = Self.partners(of: mean).first(where: {
          tensors[$0] != nil
        }), let found = Self.normalization(tensors[mean], tensors[deviation])
      else { continue }
      names = (mean, deviation)
      normalization = found
      tensors[mean] = nil
      tensors[deviation] = nil
      return
    }
    return nil
  }

  /// What is supposed of the vectors.
  var remark: String {
    "'\(names.mean)' is taken as what the model subtracts from its inputs, and "
      + "'\(names.deviation)' as what it divides them by"
  }

  /// Checks that there is a number for each input of the first layer.
  ///
  /// - Throws: `ImportError` when there is not.
  func check(fits layers: [ImportedLayer]) throws {
    let inputSize = layers.first?.layer.inputSize ?? 0
    guard normalization.means.count == inputSize else {
      throw ImportError(
        "tensor '\(names.mean)' has \(normalization.means.count) numbers, but "
          + "the first layer takes \(inputSize); save the model without it")
    }
  }

  /// The names of the deviations that go with a name of means; none of others.
  private static func partners(of name: String) -> [String] {
    let module = name.lastIndex(of: ".").map { name[...$0] } ?? ""
    let last = name.dropFirst(module.count)
    guard let stem = stems.first(where: { last == $0 + "mean" }) else {
      return []
    }
    return ["std", "deviation", "sigma", "scale"].map { module + stem + $0 }
  }

  private static let stems = ["", "x_", "input_", "feature_", "data_"]

  private static func normalization(
    _ mean: SafeTensors.Tensor?, _ deviation: SafeTensors.Tensor?
  ) -> InputNormalization? {
    guard let mean = mean?.floats(), let deviation = deviation?.floats(),
      mean.count == deviation.count, deviation.allSatisfy({ $0 > 0 }),
      (mean + deviation).allSatisfy(\.isFinite)
    else { return nil }
    return InputNormalization(
      means: mean.map(Double.init), deviations: deviation.map(Double.init))
  }
}
