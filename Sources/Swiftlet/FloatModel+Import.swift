public import Foundation
public import SwiftletCells
import SwiftletDatasets
import SwiftletEncoding
public import SwiftletImporting
import SwiftletRuntime

/// What an import came to.
public struct ImportOutcome: Sendable {
  /// The model.
  public let model: FloatModel
  /// The network as the file holds it, and what the reader remarks.
  public let network: ImportedNetwork
  /// How far the network is from the framework's outputs; nil without a
  /// reference.
  public let replay: ReplayReport?
}

extension FloatModel {
  /// Imports a model of PyTorch (a state dict in safetensors, or in a file of
  /// `torch.save`, whose pickle is never run), Keras (.keras, .h5) or ONNX, or
  /// an audio model of GuitarML, RTNeural, AIDA-X or Neural Amp Modeler in JSON.
  /// Whatever is not understood is refused by name.
  ///
  /// - Parameters:
  ///   - file: The model's file.
  ///   - options: What the file does not say. Do not go without a reference,
  ///     which is what shows that the import is right.
  ///   - remark: Called for each sentence about what the reader supposes or
  ///     leaves out.
  /// - Throws: ``ImportError`` when a file cannot be read or is not understood,
  ///   the options do not fit the network, or it differs from the reference;
  ///   ``NetworkError`` when the description does not fit the network;
  ///   ``DataError`` when the data cannot be read.
  public static func importModel(
    from file: URL, options: ImportOptions = ImportOptions(),
    remark: (String) -> Void = { _ in }
  ) throws -> ImportOutcome {
    try options.checkGrid()
    let network = try ModelImport.read(
      file, modules: options.modules, graph: options.graph, grid: options.grid)
    network.remarks.forEach(remark)
    let description = try options.description(of: network)
    try description.checkWindow()
    description.remark(on: network).map(remark)
    options.remarks(on: network).forEach(remark)
    let model = try network.model(description)
    model.windowRemark(described: description.window != nil).map(remark)
    let replay = try options.reference.map {
      try network.replay(ReferenceVectors(contentsOf: $0))
    }
    if let replay { try replay.check(within: options.tolerance) }
    return ImportOutcome(model: model, network: network, replay: replay)
  }
}

extension ImportOptions {
  /// The description of a network: the options win over the file's metadata,
  /// and these over the data.
  fileprivate func description(
    of imported: ImportedNetwork
  ) throws -> ModelDescription {
    var known = description.filled(
      by: try ModelDescription(metadata: imported.metadata))
    known.scoring = known.scoring ?? imported.scoring
    if let data { known = known.filled(by: try ModelDescription(of: data)) }
    known.inputs = try normalized(known.inputs, imported.network)
    try known.checkNames()
    return known
  }

  /// The features with the means and deviations of the options.
  private func normalized(
    _ channels: [FloatModel.Channel]?, _ network: Network
  ) throws -> [FloatModel.Channel]? {
    guard means != nil || deviations != nil else { return channels }
    guard !network.layers[0].isEmbedding else {
      throw ImportError(
        "the network takes symbols, which have no `means` and `deviations`")
    }
    var channels =
      channels ?? (0..<network.inputSize).map { .init(name: "x\($0)") }
    try Self.check(means, "`means`", fit: channels.count)
    try Self.check(deviations, "`deviations`", fit: channels.count)
    for index in channels.indices {
      if let means {
        channels[index].mean = means[means.count == 1 ? 0 : index]
      }
      if let deviations {
        channels[index].deviation =
          deviations[deviations.count == 1 ? 0 : index]
      }
    }
    return channels
  }

  private static func check(
    _ numbers: [Double]?, _ name: String, fit features: Int
  ) throws {
    guard let count = numbers?.count, count != 1, count != features else {
      return
    }
    throw ImportError(
      "\(name) has \(count) numbers, but there are \(features) features; give "
        + "one, or one a feature")
  }
}

extension ImportOptions {
  fileprivate func checkGrid() throws {
    guard let grid, !(ImportedNetwork.gridRange ~= grid) else { return }
    throw ImportError(
      "`grid` \(grid): give a number from 1e-9 to 1e9, such as 1/128")
  }

  /// What to look after in a network that is read with these options.
  fileprivate func remarks(on network: ImportedNetwork) -> [String] {
    var remarks: [String] = []
    if network.normalization != nil, means != nil || deviations != nil {
      remarks.append(
        "`means` and `deviations` are applied first, then what the model "
          + "itself does to its inputs; where they are the same numbers, leave "
          + "them out")
    }
    if network.format == ImportedNetwork.stateDictFormat, reference == nil {
      remarks.append(
        "a state dict holds no code, so that a skip connection, or an "
          + "activation between the layers, is not seen; `reference` "
          + "vectors.json, the model's inputs and outputs, shows it")
    }
    return remarks
  }
}

extension FloatModel {
  /// What to know of a model that is run on windows; nil of one that runs on.
  fileprivate func windowRemark(described: Bool) -> String? {
    guard let window else { return nil }
    return "the network sees windows of \(window) timesteps, each from a state "
      + "of zeros, and a stream that goes on answers differently: 'swiftlet "
      + "stream --window \(window)' runs windows, 'swiftlet verify' shows the "
      + "difference"
      + (described
        ? ""
        : "; if \(window) is the length of an example alone, give `window` 1")
  }
}

extension ModelDescription {
  /// Refuses windows that no model has.
  fileprivate func checkWindow() throws {
    guard let window, !(1...FloatModel.windowRange.upperBound ~= window) else {
      return
    }
    throw ImportError(
      "`window` \(window): give a number of timesteps from 1, which is none, "
        + "to \(FloatModel.windowRange.upperBound)")
  }

  /// How the one output of a network is read that may tell two classes; nil of
  /// others.
  fileprivate func remark(on network: ImportedNetwork) -> String? {
    if tellsTwoClasses, network.mayTellTwoClasses {
      let names = outputs?.map(\.name) ?? []
      return "the one output is read as telling '\(names[1])' from "
        + "'\(names[0])': it becomes two logits, 0 and its own"
    }
    guard task == nil, outputs == nil, network.givesProbability else {
      return nil
    }
    return "the one sigmoid output is read as a value; of a model that tells "
      + "two classes name them with `classNames` no,yes"
  }

  /// Refuses names that no file of data can hold, or not twice.
  fileprivate func checkNames() throws {
    let inputs = inputs?.map(\.name) ?? []
    if let name = inputs.first(where: {
      $0.isEmpty || ColumnRoles.isReserved($0)
    }) {
      throw ImportError(
        "no column of features can be called '\(name)', by which data say "
          + "something else; give the feature another name in `inputs`")
    }
    try Self.checkOnce(inputs, "`inputs`")
    let outputs = outputs?.map(\.name) ?? []
    let list = task == .classification ? "`classNames`" : "`outputs`"
    guard !outputs.contains("") else {
      throw ImportError("a name in \(list) is empty; give every output one")
    }
    try Self.checkOnce(outputs, list)
    if task == .regression {
      try Self.checkOnce(inputs + outputs, "`inputs` and `outputs`")
    }
  }

  private static func checkOnce(_ names: [String], _ list: String) throws {
    var seen: Set<String> = []
    guard let name = names.first(where: { !seen.insert($0).inserted }) else {
      return
    }
    throw ImportError(
      "'\(name)' comes twice in \(list); give each column another name")
  }
}

extension ReplayReport {
  fileprivate func check(within tolerance: Double) throws {
    guard !isWithin(tolerance) else { return }
    throw ImportError(
      "the imported network differs from the reference by "
        + String(format: "%.2g", maxAbsError) + " at output \(worstOutput), "
        + "more than `tolerance` \(tolerance); check that the vectors are this "
        + "model's, in evaluation mode and from a state of zeros")
  }
}

extension ModelDescription {
  /// What data say: names, task and scoring, but no units, since how features
  /// were normalised is the network's.
  fileprivate init(of source: DataSource) throws {
    let encoding = try Encoding(learning: source.trainingPart())
    self.init(
      inputs: encoding.inputs.map { .init(name: $0.name) },
      outputs: encoding.outputs.map { .init(name: $0.name) },
      task: encoding.task, scoring: source.settings.scoring)
  }
}
