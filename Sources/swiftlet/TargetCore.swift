import ArgumentParser
import ModelFormat

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

  /// Columns of a block of int8 weights that the core's kernels are made for
  /// (`block_width` in tools/lib/cores).
  var int8BlockWidth: Int { self == .cortexM55 ? 16 : 4 }

  /// What to say of a model that runs on the core, but not as fast as it could;
  /// nil where there is nothing to say.
  func hint(for model: QuantizedModel) -> String? {
    guard let width = model.int8BlockWidth, width != int8BlockWidth else {
      return nil
    }
    return "hint: the weights lie in blocks of \(width) columns; this core is "
      + "faster with \(int8BlockWidth): quantize with --target \(rawValue)"
  }
}
