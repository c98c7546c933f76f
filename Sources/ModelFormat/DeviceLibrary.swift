/// The static libraries of the runtime: one that runs everything, and smaller
/// ones that run one recurrent kind and linear dense layers, with int8 weights
/// and activations of one width (`lstm8` and `gru8`: of 8 bits). Which blocks
/// of columns they run is the core's matter.
public enum DeviceLibrary: String, Sendable, CaseIterable {
  case full, lstm, lstm8, gru, gru8

  /// The library's file name.
  public var fileName: String {
    self == .full ? "libswiftlet.a" : "libswiftlet-\(rawValue).a"
  }

  /// Whether the library runs a model.
  fileprivate func runs(_ model: QuantizedModel) -> Bool {
    self == .full
      || (model.activationBits == activationBits
        && model.layers.allSatisfy(runs))
  }

  private var activationBits: Int {
    self == .lstm8 || self == .gru8 ? 8 : 16
  }

  private func runs(_ layer: QuantizedModel.LayerSummary) -> Bool {
    guard layer.weightBits == 8 else { return false }
    return switch layer.kind {
    case .lstm: self == .lstm || self == .lstm8
    case .gruResetBefore, .gruResetAfter: self == .gru || self == .gru8
    default: layer.kind == .denseLinear
    }
  }
}

extension QuantizedModel {
  /// The libraries that run the model, the full one first.
  public var libraries: [DeviceLibrary] {
    DeviceLibrary.allCases.filter { $0.runs(self) }
  }

  /// The smallest library that runs the model; of dense layers alone, the
  /// full one.
  public var library: DeviceLibrary {
    libraries.count == 2 ? libraries[1] : .full
  }
}
