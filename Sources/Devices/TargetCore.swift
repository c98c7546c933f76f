public import SwiftletFormat

/// A core that a model is laid out for: a row of `cores.tsv`, whose head says
/// what each column means.
public struct TargetCore: Sendable {
  /// The core's name, such as `cortex-m4`.
  public let name: String
  /// The layout of int8 weights that the core's kernels are made for.
  public let layout: WeightLayout
  /// Whether an emulator counts the core's instructions.
  public let isCounted: Bool
  /// Whether programs for the core choose one of the float ABIs of 32-bit Arm.
  package let hasFloatABIs: Bool
  /// How programs for the core are built and run.
  package let program: ProgramSettings
  /// The values of `build.mcu` of Arduino's boards with the core.
  package let arduinoFolders: [String]
  /// An emulated board of Zephyr with the core, and Zephyr's condition for the
  /// core; nil where there is none.
  package let zephyr: (board: String, condition: String)?
  /// PlatformIO's development platform, and a board with the core that has the
  /// Arduino framework, where it is a board; nil where there is none.
  package let platformIO: (platform: String, board: String?)?

  /// Whether the core is this machine's.
  package var isHost: Bool { name == "host" }

  /// Every core that models are laid out for.
  public static let all = Table("cores.tsv", PackageResources.cores_tsv)
    .rows.filter { $0.text("support") == "embed" }.map(TargetCore.init)

  /// The names of all, separated by commas.
  public static let names = all.map(\.name).joined(separator: ", ")

  /// The cores whose instructions an emulator counts.
  public static let counted = all.filter(\.isCounted)

  /// The core of a name; nil for another text.
  public init?(name: String) {
    guard let core = TargetCore.all.first(where: { $0.name == name }) else {
      return nil
    }
    self = core
  }

  private init(_ row: Table.Row) {
    name = row.name
    layout = row.term("layout") ?? .narrow
    isCounted = row.text("counted") == "yes"
    hasFloatABIs = row.text("triple").hasPrefix("arm")
    program = ProgramSettings(row)
    arduinoFolders = row.words("arduino")
    zephyr = row.optional("zephyr_board").map {
      ($0, row.text("zephyr_condition"))
    }
    let platform = row.words("platformio")
    platformIO = platform.first.map { ($0, platform.dropFirst().first) }
  }

  /// What to say of a model that runs on the core, but not as fast as it could;
  /// nil where there is nothing to say.
  ///
  /// - Throws: `DeviceError` when the core does not run the model.
  public func hint(for model: QuantizedModel) throws -> String? {
    guard let layout = model.layout, layout != self.layout else {
      return nil
    }
    let remedy = "quantize again with --target \(name)"
    guard self.layout.runs(layout) else {
      throw DeviceError(
        "the model's weights lie in \(layout.title), which \(name) does not "
          + "run; \(remedy)")
    }
    return "hint: the model's weights lie in \(layout.title); in "
      + "\(self.layout.title) \(name) is faster: \(remedy)"
  }

  /// The libraries that run a model on the core, the full one first.
  package func libraries(for model: QuantizedModel) -> [DeviceLibrary] {
    layout == .panels ? [.full] : model.libraries
  }

  /// The smallest library that runs a model; cores with panels run them, and
  /// blocks of 16 columns, with the full one alone.
  public func library(for model: QuantizedModel) -> DeviceLibrary {
    layout == .panels ? .full : model.library
  }
}
