import Foundation
import Swiftlet
import SwiftletBudget
import SwiftletCells
import SwiftletDatasets
import SwiftletDevices
import SwiftletEmbedding
import SwiftletEncoding
import SwiftletFormat
import SwiftletImporting
import SwiftletRuntime
import SwiftletTraining

/// Reads files in the ways of the commands. What they refuse, they throw.
struct Readers {
  /// A folder of the run's own.
  let folder: URL
  let costs = try? CostTable.measured()

  func file(_ name: String, _ bytes: Data) throws -> URL {
    let url = folder.appendingPathComponent(name)
    try bytes.write(to: url)
    return url
  }

  /// `import`, and what can be done with its result.
  func importModel(
    _ bytes: Data, _ options: ImportOptions, reference: Data?
  ) throws {
    var options = options
    options.reference = try reference.map { try file("reference.json", $0) }
    try importModel(at: file("model", bytes), options)
  }

  /// The same of a file, beside which others may lie.
  func importModel(at file: URL, _ options: ImportOptions) throws {
    _ = ModelImport.paths(of: file)
    let outcome = try FloatModel.importModel(from: file, options: options)
    _ = try outcome.model.safeTensors().encoded()
    try stream(outcome.model)
  }

  /// `stream`, `quantize` and `verify` of a float model.
  func useFloatModel(_ bytes: Data) throws {
    let model = try FloatModel(contentsOf: file("model.safetensors", bytes))
    try stream(model)
    guard model.network.parameterCount < 20_000 else { return }
    let data = try file("calibration.csv", calibration(model))
    let source = DataSource(train: data)
    let outcome = try model.quantize(calibration: source)
    _ = try outcome.model.verify(
      against: model, on: source, streamSteps: 50)
  }

  /// `inspect`, `stream`, `embed` and `verify` of a quantized model.
  func useModel(_ bytes: Data, reference: FloatModel) throws {
    DeviceUse(bytes).run()
    let quantized = try QuantizedModel(bytes: bytes)
    _ = (quantized.layers, quantized.task, quantized.id, quantized.classNames)
    _ = (quantized.predictsSymbols, quantized.keptCount)
    if let costs {
      for core in TargetCore.counted {
        _ = Budget(estimating: quantized, on: core, by: costs)
      }
    }
    let stream = QuantizedStream(quantized)
    let values = Array(repeating: 1.0, count: quantized.inputCount)
    for scale in [0, 1, -1e30, .infinity, .nan] {
      _ = stream.read(
        try stream.step(stream.quantize(values.map { $0 * scale })))
    }
    try stream.restore(stream.save())
    _ = quantized.network
    for target in TargetCore.all.prefix(3) {
      _ =
        Embedding(
          model: quantized, target: target, layout: .cmake, budget: nil,
          version: "1.0.0"
        ).files
    }
    try quantized.selfTest()
    let page = folder.appendingPathComponent("page.html")
    let source = DataSource(
      train: try file("data.csv", calibration(reference)))
    try Model(bytes: bytes).verify(
      against: reference, on: source, streamSteps: 50
    ).writePage(to: page)
  }

  /// `restore` of a snapshot, and steps.
  func useSnapshot(_ bytes: Data, of model: QuantizedModel) throws {
    let stream = QuantizedStream(model)
    try stream.restore([UInt8](bytes))
    for _ in 0..<3 {
      _ = try stream.step(Array(repeating: 77, count: model.inputCount))
      _ = try stream.stepMissing()
    }
  }

  /// `train` on data, for an epoch; or `verify`, of data that are to fit.
  func read(_ table: Table) throws {
    let path = try file("data.csv", table.bytes)
    if let schema = table.schema {
      let isSmall = table.bytes.count < 1000
      let data = try Dataset(
        contentsOf: path, roles: table.roles, expecting: schema,
        memoryLimit: 6, chunkSize: isSmall ? 1 : 65_536)
      _ = (data.hasNoTargets, data.schema, data.classCounts)
      return
    }
    let source = try DataSource(
      named: path.path, roles: table.roles, classNames: table.classNames)
    let part = try source.trainingPart()
    _ = (part.likelyVocabulary, part.tellsOnlyAtTheEnd, part.classCounts)
    let count = part.sequences.reduce(0) { $0 + $1.features.count }
    guard count < 3000, part.target.outputCount < 100 else { return }
    let outcome = try FloatModel.train(
      on: source,
      Architecture(hiddenSize: 2, embeddingSize: table.asSymbols ? 2 : nil),
      gapPolicy: table.gapPolicy, options: TrainingOptions(epochs: 1))
    _ = try outcome.model.quantize(calibration: source)
  }

  /// Data by the name of a folder, or of nothing.
  func readFolder(_ name: String) throws {
    let isOurs = !name.isEmpty && BundledDataset.named(name) == nil
    let path = isOurs ? folder.appendingPathComponent(name).path : name
    if name == "folder" {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true)
      _ = try? Dataset(contentsOf: URL(filePath: path))
      _ = try? DataSource(named: path)
      try Data("x,label\n1,0\n2,1\n".utf8).write(
        to: URL(filePath: path).appendingPathComponent("train.csv"))
    }
    _ = try DataSource(named: path).trainingPart()
  }

  /// `train --resume`.
  func resume(_ bytes: Data?, data: Data) throws {
    let saved = try bytes.map { try file("model.checkpoint", $0) }
    let source = DataSource(train: try file("data.csv", data))
    _ = try FloatModel.train(
      on: source, Architecture(hiddenSize: 2),
      options: TrainingOptions(epochs: 2),
      checkpoint: saved ?? folder.appendingPathComponent("nothing"),
      resumes: true)
  }

  /// `explain gradients` of a file.
  func drawGradients(_ bytes: Data) throws {
    let table = try GradientFile(contentsOf: file("gradients.tsv", bytes))
    try table.writePage(to: folder.appendingPathComponent("gradients.html"))
  }

  /// `stream` of lines.
  func parse(_ bytes: Data, for model: FloatModel) throws {
    var parser = FeatureParser(
      featureNames: model.inputs.map(\.name), source: "standard input")
    var stream = FloatStream(model)
    var values = model.inputs.map { _ in 0.0 }
    for (index, line) in bytes.split(separator: 0x0A).enumerated() {
      let text = String(decoding: line, as: UTF8.self)
      if index == 0, let next = try parser.following(header: text) {
        parser = next
        continue
      }
      try parser.parse(Array(line).span, line: index + 1, into: &values)
      _ = try stream.step(values)
    }
  }

  /// A folder that an embedding wrote into, with another record.
  func readRecord(_ bytes: Data) throws {
    _ = try file(".swiftlet-embed", bytes)
    let record = try EmbedFolder(folder.path)
    if let other = record.model(otherThan: .standard) {
      throw Complaint("the folder holds the model '\(other.symbol)'")
    }
  }

  private func stream(_ model: FloatModel) throws {
    guard model.network.parameterCount < 1 << 20 else { return }
    var stream = FloatStream(model)
    for value in [0, 1, 1e30] {
      _ = try stream.step(
        Array(repeating: value, count: model.inputs.count))
    }
  }

  private func calibration(_ model: FloatModel) -> Data {
    let names =
      (model.inputs + (model.task == .regression ? model.outputs : []))
      .map { "\"" + $0.name.replacing("\"", with: "\"\"") + "\"" }
    var rows = [names.joined(separator: ",")]
    var (random, range) = (Randomness(seed: 5), 4.0)
    if case .embedding(let size, _) = model.network.layers[0] {
      range = Double(size)
    }
    for _ in 0..<30 {
      rows.append(
        names.map { _ in
          let value = Double(random.below(100)) / 100 * range
          return "\(range == 4 ? value : value.rounded(.down))"
        }.joined(separator: ","))
    }
    return Data(rows.joined(separator: "\n").utf8)
  }
}

/// A refusal of this program's own.
struct Complaint: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
