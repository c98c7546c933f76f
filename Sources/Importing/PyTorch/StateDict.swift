import Foundation
import SwiftletCells

/// A PyTorch state dict: modules found by the names of their tensors.
struct StateDict {
  /// The modules, in the natural order of their names.
  let modules: [StateDictModule]
  private let metadata: [String: String]
  private let normalization: NormalizationBuffers?
  private let initialState: InitialStateTensors?
  private let loss: LossTensors?
  private let remarks: [String]

  /// Groups a file's tensors by module.
  ///
  /// - Parameter remarks: What the file's reader leaves out, a sentence each.
  /// - Throws: `ImportError` when there is none, or one is not understood.
  init(_ contents: SafeTensors, remarks: [String] = []) throws {
    guard contents.metadata[FloatModelKey.format] == nil else {
      throw ImportError(
        "the file is a float model already; give it to 'swiftlet quantize'")
    }
    var all = contents.tensors
    self.remarks = remarks + [WeightNorm.compute(in: &all)].compactMap { $0 }
    if let remedy = ReparametrizedWeight.remedy(amongst: all.keys) {
      throw ImportError(remedy)
    }
    normalization = NormalizationBuffers(takenFrom: &all)
    initialState = InitialStateTensors(takenFrom: &all)
    loss = LossTensors(takenFrom: &all)
    var tensors: [String: [String: SafeTensors.Tensor]] = [:]
    for (name, tensor) in all {
      let (module, parameter) = Self.split(name)
      tensors[module, default: [:]][parameter] = tensor
    }
    guard !tensors.isEmpty else {
      throw ImportError(
        "the file has no tensor; save model.state_dict() with "
          + "safetensors.torch.save_file")
    }
    try LayerRecord.checkCount(tensors.count)
    let names = tensors.keys.sorted {
      $0.compare($1, options: .numeric) == .orderedAscending
    }
    modules = try names.map {
      try StateDictModule(name: $0, tensors: tensors[$0] ?? [:])
    }
    metadata = contents.metadata
  }

  /// A tensor's module and its name within it.
  private static func split(_ name: String) -> (String, String) {
    guard let dot = name.lastIndex(of: ".") else { return ("", name) }
    return (String(name[..<dot]), String(name[name.index(after: dot)...]))
  }

  /// The network of the modules.
  ///
  /// - Parameter choices: Every module in its place; empty to find the one
  ///   order in which sizes fit.
  /// - Throws: `ImportError` when the modules make no chain, or more than
  ///   one.
  func network(_ choices: [ModuleChoice]) throws -> ImportedNetwork {
    let chain =
      choices.isEmpty
      ? try ModuleChain(finding: modules)
      : try ModuleChain(modules, choices)
    if let normalization {
      try normalization.check(fits: chain.layers)
    }
    let scaling = try chain.scaling.after(normalization?.normalization)
    return try ImportedNetwork(
      format: ImportedNetwork.stateDictFormat, chain.layers,
      initialState: try initialState?.state(of: chain.layers) ?? [],
      outputFunction: chain.outputFunction,
      normalization: try scaling.normalization(before: chain.layers),
      metadata: metadata,
      remarks: remarks + chain.remarks
        + [normalization?.remark, initialState?.remark, loss?.remark]
        .compactMap { $0 })
  }
}
