public import SwiftletFormat

/// A static library of the runtime: the one that runs everything, or a smaller
/// one that runs one recurrent kind and linear dense layers, with weights and
/// activations of one width each, and gives no held value up. Which blocks of
/// columns it runs is the core's matter. A row of `libraries.tsv`.
public struct DeviceLibrary: Sendable, Equatable {
  /// The library's name, such as `lstm8`.
  public let name: String
  /// The library's file name.
  public let fileName: String
  /// What alone it runs; nil where it runs everything.
  private let restriction: Restriction?

  /// Every library, the one that runs everything first.
  public static let all =
    Table("libraries.tsv", PackageResources.libraries_tsv)
    .rows.map(DeviceLibrary.init)

  /// The library that runs everything.
  public static let full = all[0]

  /// The library of a name; nil for another text.
  public init?(name: String) {
    guard let library = DeviceLibrary.all.first(where: { $0.name == name })
    else { return nil }
    self = library
  }

  private init(_ row: Table.Row) {
    name = row.name
    fileName = row.text("file")
    restriction = row.term("recurrent").map { kind in
      Restriction(
        kind: kind, weights: row.term("weights") ?? .int8,
        activations: row.term("activations") ?? .int16)
    }
  }

  /// What it runs, in a few words.
  package var contents: String {
    guard let restriction else {
      return "every kind of layer, every width of weights and activations"
    }
    return "\(restriction.kind.rawValue.uppercased()) and linear dense layers, "
      + "\(restriction.weights.rawValue) weights, "
      + "\(restriction.activations.rawValue) activations"
  }

  /// Whether the library runs a model.
  fileprivate func runs(_ model: QuantizedModel) -> Bool {
    restriction?.admits(model) ?? true
  }
}

/// The one recurrent kind that a library runs, and the widths of its numbers.
private struct Restriction: Equatable {
  enum Kind: String { case lstm, gru }
  enum Width: String {
    case int8, int16

    var bits: Int { self == .int8 ? 8 : 16 }
  }

  let kind: Kind
  let weights: Width
  let activations: Width

  func admits(_ model: QuantizedModel) -> Bool {
    model.activationBits == activations.bits
      && !model.limitsHolding
      && model.layers.allSatisfy(admits)
  }

  private func admits(_ layer: QuantizedModel.LayerSummary) -> Bool {
    guard layer.weightBits == weights.bits, layer.hasUsualActivations else {
      return false
    }
    return switch layer.kind {
    case .lstm: kind == .lstm
    case .gruResetBefore, .gruResetAfter: kind == .gru
    default: layer.kind == .denseLinear
    }
  }
}

extension QuantizedModel {
  /// The libraries that run the model, the full one first.
  public var libraries: [DeviceLibrary] {
    DeviceLibrary.all.filter { $0.runs(self) }
  }

  /// The smallest library that runs the model; of dense layers alone, the
  /// full one.
  public var library: DeviceLibrary {
    libraries.count == 2 ? libraries[1] : .full
  }
}
