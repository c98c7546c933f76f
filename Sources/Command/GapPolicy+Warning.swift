import Swiftlet
import SwiftletCells

extension GapPolicy {
  /// Says that a quantized model and its reference differ in their policies,
  /// where they do.
  static func warn(_ policy: GapPolicy, reference: FloatModel) {
    guard policy != reference.gapPolicy else { return }
    Console.message(
      "note: the float model's gaps are \(reference.gapPolicy.name); both run "
        + "with \(policy.name), as the quantized model says")
  }
}
