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
  var int8BlockWidth: Int { runsWideBlocks ? 16 : 4 }

  /// Whether the core runs blocks of 16 columns (`wide` there).
  private var runsWideBlocks: Bool { self == .cortexM55 || self == .host }

  /// What to say of a model that runs on the core, but not as fast as it could;
  /// nil where there is nothing to say.
  ///
  /// - Throws: `CommandError` when the core does not run the model.
  func hint(for model: QuantizedModel) throws -> String? {
    guard let width = model.int8BlockWidth, width != int8BlockWidth else {
      return nil
    }
    let remedy = "quantize again with --target \(rawValue)"
    guard width == 4 || runsWideBlocks else {
      throw CommandError(
        "the model's weights lie in blocks of \(width) columns, which "
          + "\(rawValue) does not run; \(remedy)")
    }
    guard width < int8BlockWidth else { return nil }
    return "hint: the model's weights lie in blocks of \(width) columns; with "
      + "\(int8BlockWidth) \(rawValue) is faster: \(remedy)"
  }
}
