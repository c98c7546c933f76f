/// The static libraries of the runtime: one that runs everything, and smaller
/// ones that run one recurrent kind and linear dense layers with int8 weights.
public enum DeviceLibrary: String, Sendable, CaseIterable {
  case full, lstm, gru

  /// The library's file name.
  public var fileName: String {
    self == .full ? "libswiftlet.a" : "libswiftlet-\(rawValue).a"
  }

  /// Whether the library runs a layer.
  func runs(_ layer: QuantizedModel.LayerSummary) -> Bool {
    switch (self, layer.kind) {
    case (.full, _): true
    case (.lstm, .lstm), (.gru, .gruResetBefore), (.gru, .gruResetAfter),
      (_, .denseLinear):
      layer.weightBits == 8
    default: false
    }
  }
}

extension QuantizedModel {
  /// The libraries that run the model, the full one first.
  public var libraries: [DeviceLibrary] {
    DeviceLibrary.allCases.filter { layers.allSatisfy($0.runs) }
  }

  /// The smallest library that runs the model; of dense layers alone, the
  /// full one.
  public var library: DeviceLibrary {
    libraries.count == 2 ? libraries[1] : .full
  }
}
