import ArgumentParser
import SwiftletFormat

/// A core that a model is laid out for.
enum TargetCore: String, ExpressibleByArgument, CaseIterable {
  case cortexM0 = "cortex-m0"
  case cortexM3 = "cortex-m3"
  case cortexM4 = "cortex-m4"
  case cortexM7 = "cortex-m7"
  case cortexM33 = "cortex-m33"
  case cortexM55 = "cortex-m55"
  case riscv32, wasm32, host

  static var names: String {
    allCases.map(\.rawValue).joined(separator: ", ")
  }

  /// The layout of int8 weights that the core's kernels are made for (`layout`
  /// in tools/lib/cores).
  var layout: WeightLayout {
    switch self {
    case .cortexM55: .wide
    case .host: .panels
    default: .narrow
    }
  }

  /// What to say of a model that runs on the core, but not as fast as it could;
  /// nil where there is nothing to say.
  ///
  /// - Throws: `CommandError` when the core does not run the model.
  func hint(for model: QuantizedModel) throws -> String? {
    guard let layout = model.layout, layout != self.layout else {
      return nil
    }
    let remedy = "quantize again with --target \(rawValue)"
    guard self.layout.runs(layout) else {
      throw CommandError(
        "the model's weights lie in \(layout.title), which \(rawValue) does "
          + "not run; \(remedy)")
    }
    return "hint: the model's weights lie in \(layout.title); in "
      + "\(self.layout.title) \(rawValue) is faster: \(remedy)"
  }
}
