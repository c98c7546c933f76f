/// The class that a model names.
public struct Classification: Equatable, Sendable {
  /// The class's index among the model's ``Model/classNames``.
  public let index: Int
  /// The class's name.
  public let name: String
  /// Its probability, a multiple of 1 / 32768 below 1: the softmax of the
  /// model's logits, as `swiftlet_probability` gives it on a device.
  public let probability: Double
}

extension Model {
  /// The class that a step's outputs tell.
  func classification(
    of output: Span<Int16>, _ classNames: [String]
  ) -> Classification {
    let index = largestOutput(of: output)
    return Classification(
      index: index, name: classNames[index],
      probability: Double(probabilities(of: output)[index]) / 32768)
  }
}
