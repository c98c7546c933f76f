import CSwiftlet
import Foundation
import SwiftProtobuf
import Swiftlet
import SwiftletCells
import SwiftletDatasets
import SwiftletFormat
import SwiftletImporting
import SwiftletONNXSchema
import SwiftletRuntime
import SwiftletTraining
import WrongModels

/// Whole files of every kind, and the changes of them.
struct Corpus {
  /// A file, and what its kind needs beside it.
  struct Seed {
    var name: String
    var bytes: Data
    var reference: Data?
    /// What is said of it beside the file.
    var options = ImportOptions()
  }

  /// A changed file, and what reads it.
  struct Input {
    var name: String
    var bytes: Data
    var read: (Readers) throws -> Void
    /// Takes the file into a corpus.
    var keep: (inout Corpus) -> Void = { _ in }
  }

  private(set) var imports: [InputKind: [Seed]] = [:]
  /// Files of frameworks and models that were amiss once, or are to be refused.
  private(set) var damaged: [Seed] = []
  private(set) var floatModels: [Seed] = []
  private(set) var models: [Seed] = []
  private(set) var tables = Table.all
  /// Models that tests refuse, in folders of their own.
  private(set) var wrong: [(name: String, file: URL, options: ImportOptions)] =
    []
  /// Words in the sources of the importers, which they know.
  let words: [String]
  private(set) var checkpoint = Data()
  private(set) var gradients = Data()
  let float: FloatModel
  let symbols: FloatModel
  private let snapshotModels: [(model: QuantizedModel, snapshot: Data)]

  static let trainingData = Data(
    """
    seq,a,b,label
    0,0.5,1,0
    0,0.25,-1,1
    0,0.75,0,0
    0,1,,1
    1,0.5,1,0
    1,0.25,-1,1
    1,0.75,0,0
    1,1,2,1
    """.utf8)

  /// Reads the files of `Tests`, and makes what they lack.
  ///
  /// - Parameter tests: The folder `Tests`.
  init(_ tests: URL, in folder: URL) throws {
    func files(_ path: String) throws -> [URL] {
      try FileManager.default.contentsOfDirectory(
        at: tests.appendingPathComponent(path), includingPropertiesForKeys: nil
      ).sorted { $0.path < $1.path }
    }
    words = try Self.words(
      tests.deletingLastPathComponent().appendingPathComponent(
        "Sources/Importing"))
    let modules = try Self.modules(
      tests.appendingPathComponent("Fixtures/imports/imports.json"))
    for file in try files("Fixtures/imports") {
      let bytes = try Data(contentsOf: file)
      let name = file.lastPathComponent
      if file.pathExtension == "data" {
        try bytes.write(to: folder.appendingPathComponent(name))
      }
      guard bytes.count < 200_000, let kind = InputKind(fileName: name) else {
        continue
      }
      imports[kind, default: []].append(
        Seed(
          name: name, bytes: bytes,
          reference: try? Data(contentsOf: file.appendingPathExtension("json")),
          options: ImportOptions(modules: modules[name] ?? [])))
    }
    damaged = try (files("Fixtures/damaged") + files("GoldenVectors/faulty"))
      .filter { ["onnx", "swlt"].contains($0.pathExtension) }.map {
        Seed(name: $0.lastPathComponent, bytes: try Data(contentsOf: $0))
      }
    let table = folder.appendingPathComponent("seed.csv")
    let saved = folder.appendingPathComponent("seed.checkpoint")
    let log = folder.appendingPathComponent("seed.tsv")
    try Self.trainingData.write(to: table)
    float = try FloatModel.train(
      on: DataSource(train: table), Architecture(hiddenSize: 2),
      options: TrainingOptions(epochs: 2), checkpoint: saved, gradients: log
    ).model
    checkpoint = try Data(contentsOf: saved)
    gradients = try Data(contentsOf: log)
    let letters = (0..<40).map { "\($0 * 7 % 5),\($0 % 3)" }
    let text = folder.appendingPathComponent("letters.csv")
    try Data(
      (["c,label_next"] + letters).joined(separator: "\n").utf8
    ).write(to: text)
    symbols = try FloatModel.train(
      on: DataSource(train: text),
      Architecture(hiddenSize: 3, embeddingSize: 2),
      options: TrainingOptions(epochs: 1)
    ).model

    let allImports = InputKind.frameworks.flatMap { [imports] in
      imports[$0] ?? []
    }
    imports[.vectors] = allImports.filter { $0.reference != nil }
    for seed in allImports where seed.bytes.count < 30_000 {
      let file = folder.appendingPathComponent(seed.name)
      try seed.bytes.write(to: file)
      if let model = try? FloatModel.importModel(from: file).model {
        floatModels.append(
          Seed(name: seed.name, bytes: try model.safeTensors().encoded()))
      }
    }
    for model in [float, symbols] {
      floatModels.append(
        Seed(name: "trained", bytes: try model.safeTensors().encoded()))
    }
    var golden: [URL] = []
    for part in ["accepted", "ordinary", "unusual"] {
      golden += try files("GoldenVectors/" + part)
    }
    for file in golden where file.pathExtension == "swlt" {
      models.append(
        Seed(
          name: file.lastPathComponent, bytes: try Data(contentsOf: file)))
    }
    for (model, source) in [(float, table), (symbols, text)] {
      let outcome = try model.quantize(
        calibration: DataSource(train: source))
      for _ in 0..<20 {
        models.append(
          Seed(name: "quantized", bytes: Data(outcome.model.bytes)))
      }
    }
    snapshotModels = try models.map {
      let model = try QuantizedModel(bytes: $0.bytes)
      return (model, Data(QuantizedStream(model).save()))
    }
    let data = try FileManager.default.subpathsOfDirectory(
      atPath: tests.appendingPathComponent("Fixtures").path)
    for path in data.sorted() where path.hasSuffix(".csv") {
      let file = tests.appendingPathComponent("Fixtures/" + path)
      let text = String(
        decoding: try Data(contentsOf: file).prefix(3000), as: UTF8.self)
      tables.append(Table(path, text))
    }
    tables += [
      Table("trained", String(decoding: Self.trainingData, as: UTF8.self)),
      Table("symbols", try String(contentsOf: text, encoding: .utf8)),
    ]
    tables[tables.count - 1].asSymbols = true
    try addWrongModels(in: folder)
    try addMadeModels(
      tests.appendingPathComponent("Fixtures/imports"))
  }

  /// Models that are described in this program.
  private mutating func addMadeModels(_ fixtures: URL) throws {
    let graphs = try GraphSeeds.all() + GraphSeeds.loops() + CellSeeds.all()
    for graph in graphs {
      imports[.onnx]?.append(Seed(name: graph.name, bytes: graph.bytes))
    }
    let settings = try SettingSeeds.all {
      try Data(contentsOf: fixtures.appendingPathComponent($0))
    }
    for (name, bytes) in settings {
      guard let kind = InputKind(fileName: String(name.prefix { $0 != " " }))
      else { continue }
      imports[kind]?.append(Seed(name: name, bytes: bytes))
    }
    let weights = fixtures.appendingPathComponent("keras2-lstm.h5")
    for (name, bytes) in RawSeeds.patched(try Data(contentsOf: weights)) {
      imports[.keras]?.append(Seed(name: name, bytes: bytes))
    }
    for (name, bytes) in RawSeeds.others {
      imports[.torch]?.append(Seed(name: name, bytes: bytes))
    }
    for (name, bytes) in RawSeeds.containers {
      floatModels.append(Seed(name: name, bytes: bytes))
    }
    var random = Randomness(seed: 0)
    for scoring in ["last_step", "every_step"] {
      imports[.safetensors]?.append(
        Seed(
          name: "described",
          bytes: random.safeTensors(
            [NamedTensor("fc.weight", [2, 3], filledWith: 0.5)],
            metadata: [
              "swiftlet.task": "classification", "swiftlet.scoring": scoring,
              "swiftlet.gaps": "hold", "swiftlet.window": "5",
            ])))
    }
    for (number, dict) in try StateDictSeeds.all().enumerated() {
      var random = Randomness(seed: UInt64(number))
      let options = ImportOptions(modules: dict.modules)
      imports[.safetensors]?.append(
        Seed(
          name: dict.name, bytes: random.safeTensors(dict.tensors),
          options: options))
      for _ in 0..<3 {
        imports[.torch]?.append(
          Seed(
            name: dict.name, bytes: random.torchArchive(dict.tensors),
            options: options))
      }
    }
  }

  /// Models that tests refuse: as they are, and the smaller ones to change.
  private mutating func addWrongModels(in folder: URL) throws {
    let all =
      WrongONNX.all + WrongKeras.all + WrongStateDict.all + WrongAudio.all
      + WrongReference.all + HostilePickle.all
    for (number, model) in all.enumerated() {
      let own = folder.appendingPathComponent("wrong-\(number)")
      try FileManager.default.createDirectory(
        at: own, withIntermediateDirectories: false)
      try model.write(own)
      let file = own.appendingPathComponent(model.file)
      let options = try ImportOptions(arguments: model.arguments, in: own)
      wrong.append((model.name, file, options))
      guard let kind = InputKind(fileName: model.file),
        let bytes = try? Data(contentsOf: file), 1..<60_000 ~= bytes.count
      else { continue }
      imports[kind]?.append(
        Seed(
          name: model.name, bytes: bytes,
          options: ImportOptions(modules: options.modules)))
    }
  }
}

extension Corpus {
  /// The words in quotes of the Swift sources in a folder.
  private static func words(_ folder: URL) throws -> [String] {
    var words: Set<String> = []
    for path in try FileManager.default.subpathsOfDirectory(
      atPath: folder.path) where path.hasSuffix(".swift")
    {
      let text = try String(
        contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
      for match in text.matches(of: #/"([A-Za-z0-9_.:\/-]{2,40})"/#) {
        words.insert(String(match.1))
      }
    }
    return words.sorted()
  }

  /// The modules of `--layers` by the models' names.
  private static func modules(_ file: URL) throws -> [String: [ModuleChoice]] {
    struct Table: Decodable {
      struct Row: Decodable {
        var model: String
        var layers: String?
      }
      var imports: [Row]
    }
    let rows = try JSONDecoder().decode(
      Table.self, from: Data(contentsOf: file)
    ).imports
    var modules: [String: [ModuleChoice]] = [:]
    for row in rows {
      modules[row.model] = try row.layers?.split(separator: ",").map {
        try ModuleChoice($0)
      }
    }
    return modules
  }

  /// Reads every file as it is.
  ///
  /// - Parameter tell: Called with the name of a file that is refused, and why.
  func replay(by readers: Readers, tell: (String, any Error) -> Void) {
    func read(_ name: String, _ body: () throws -> Void) {
      do { try body() } catch { tell(name, error) }
    }
    let imported = InputKind.frameworks.flatMap { imports[$0] ?? [] }
    for seed in imported {
      read(seed.name) {
        try readers.importModel(
          seed.bytes, seed.options, reference: seed.reference)
      }
    }
    for (name, file, options) in wrong {
      read(name) { try readers.importModel(at: file, options) }
    }
    // To quantize all that is imported takes a minute.
    let names = Reach.counts ? [] : Set(imported.map(\.name))
    for seed in floatModels where !names.contains(seed.name) {
      read(seed.name) { try readers.useFloatModel(seed.bytes) }
    }
    for seed in models {
      read(seed.name) { try readers.useModel(seed.bytes, reference: float) }
    }
    for (model, snapshot) in snapshotModels {
      read("snapshot") { try readers.useSnapshot(snapshot, of: model) }
    }
    for table in tables { read(table.name) { try readers.read(table) } }
    for name in ["", "nothing", "folder", "sunspots_monthly"] {
      read(name) { try readers.readFolder(name) }
    }
    for text in Table.lines {
      for model in [float, symbols] {
        read("lines") { try readers.parse(Data(text.utf8), for: model) }
      }
    }
    for bytes in [checkpoint] + wrongCheckpoints {
      read("checkpoint") {
        try readers.resume(bytes, data: Self.trainingData)
      }
    }
    read("gradients") { try readers.drawGradients(gradients) }
    for seed in damaged where seed.name.hasSuffix(".onnx") {
      read(seed.name) {
        try readers.importModel(seed.bytes, ImportOptions(), reference: nil)
      }
    }
    for seed in damaged where seed.name.hasSuffix(".swlt") {
      read(seed.name) { try readers.useModel(seed.bytes, reference: float) }
    }
  }

  /// A changed file of a kind.
  func input(_ kind: InputKind, _ random: inout Randomness) -> Input {
    switch kind {
    case .onnx, .keras, .torch, .safetensors, .audio:
      return importInput(kind, &random)
    case .vectors:
      let seed = random.pick(imports[kind] ?? [])
      let reference = random.mutated(text: seed.reference ?? Data())
      return Input(name: "vectors \(seed.name)", bytes: reference) {
        try $0.importModel(seed.bytes, seed.options, reference: reference)
      }
    case .float:
      let seed = random.pick(floatModels)
      let bytes = random.changed(
        seed.bytes, with: random.pick(floatModels).bytes)
      return Input(name: "float \(seed.name)", bytes: bytes) {
        try $0.useFloatModel(bytes)
      }
    case .model:
      let seed = random.pick(models)
      let bytes = random.mutated(
        model: seed.bytes, with: random.pick(models).bytes)
      let reference = random.below(4) == 0 ? symbols : float
      return Input(name: "model \(seed.name)", bytes: bytes) {
        try $0.useModel(bytes, reference: reference)
      } keep: {
        $0.models.append(Seed(name: seed.name, bytes: bytes))
      }
    case .table:
      let table = changedTable(&random)
      return Input(name: "table \(table.name)", bytes: table.bytes) {
        try $0.read(table)
      } keep: {
        $0.tables.append(table)
      }
    case .gradients:
      let bytes = random.mutated(text: gradients, isJSON: false)
      return Input(name: "gradients", bytes: bytes) {
        try $0.drawGradients(bytes)
      }
    case .checkpoint:
      let bytes = random.mutated(checkpoint: checkpoint)
      return Input(name: "checkpoint", bytes: bytes) {
        try $0.resume(bytes, data: Self.trainingData)
      }
    case .snapshot:
      let (model, snapshot) = random.pick(snapshotModels)
      let bytes = random.mutated(snapshot: snapshot)
      return Input(name: "snapshot", bytes: bytes) {
        try $0.useSnapshot(bytes, of: model)
      }
    case .lines:
      let lines = Data(random.pick(Table.lines).utf8)
      let bytes =
        random.below(2) == 0
        ? random.mutated(lines, with: Self.trainingData)
        : random.mutated(text: lines, isJSON: false)
      let isRecord = random.below(3) == 0
      let model = random.below(2) == 0 ? float : symbols
      return Input(name: "lines", bytes: bytes) {
        if isRecord { try? $0.readRecord(bytes) }
        try $0.parse(bytes, for: model)
      }
    }
  }

  /// A changed model of a framework.
  private func importInput(
    _ kind: InputKind, _ random: inout Randomness
  ) -> Input {
    let seeds = imports[kind] ?? []
    // What was kept last has been changed least.
    let seed =
      random.below(3) == 0 ? random.pick(seeds.suffix(100)) : random.pick(seeds)
    let reference = random.below(8) == 0 ? seed.reference : nil
    var other = random.pick(seeds).bytes
    if kind == .torch, random.below(4) > 0 {
      other = random.pick(imports[.safetensors] ?? []).bytes
    }
    let bytes = random.changed(seed.bytes, with: other, of: kind)
    var options = random.importOptions(seed.options)
    if random.below(16) == 0 {
      options.description.outputs = [.init(name: "a"), .init(name: "b")]
      options.description.task = random.pick([nil, .classification])
      options.description.window = random.pick([0, 1, 5])
    }
    return Input(name: "\(kind) \(seed.name)", bytes: bytes) {
      try $0.importModel(bytes, options, reference: reference)
    } keep: {
      guard bytes.count < 60_000 else { return }
      $0.imports[kind]?.append(
        Seed(
          name: seed.name, bytes: bytes, reference: seed.reference,
          options: options))
    }
  }

  /// A checkpoint that is not there, that is none, and some with right hashes
  /// and vectors that are wrong.
  private var wrongCheckpoints: [Data?] {
    let body = checkpoint.drop { $0 != 0x0A }.dropFirst()
    guard
      let whole = try? JSONSerialization.jsonObject(with: Data(body))
        as? [String: Any]
    else { return [nil] }
    let vectors = ["parameters", "firstMoment", "bestParameters"]
    return [nil, Data(), Data("x\n{}".utf8)]
      + vectors.flatMap { key -> [Data?] in
        let size = (whole[key] as? String ?? "").utf8.count / 4 * 3
        return [Data(), Data(repeating: 0xFF, count: size / 4 * 4)].map {
          var other = whole
          other[key] = $0.base64EncodedString()
          return (try? JSONSerialization.data(withJSONObject: other)).map {
            sealed($0, like: checkpoint)
          }
        }
      }
  }

  private func changedTable(_ random: inout Randomness) -> Table {
    var table = random.pick(tables)
    let other = random.pick(tables)
    table.bytes =
      random.below(3) == 0
      ? random.mutated(table.bytes, with: other.bytes)
      : random.mutated(text: table.bytes, isJSON: false)
    if random.below(2) == 0 { table.roles = random.roles() }
    if random.below(8) == 0 {
      (table.schema, table.classNames) = (other.schema, other.classNames)
    }
    table.asSymbols = table.asSymbols != (random.below(4) == 0)
    table.gapPolicy = random.pick([.hold, .holdThenReset(steps: 2), .refuse])
    return table
  }
}

extension ImportOptions {
  /// The options that arguments of `swiftlet import` give.
  fileprivate init(arguments: [String], in folder: URL) throws {
    self.init()
    for (flag, value) in zip(arguments, arguments.dropFirst()) {
      if flag == "--layers" {
        modules = try value.split(separator: ",").map { try ModuleChoice($0) }
      }
      if flag == "--reference" {
        reference = folder.appendingPathComponent(value)
      }
    }
  }
}

extension Randomness {
  /// A file of a framework or a float model, changed in a way of its kind.
  mutating func changed(
    _ bytes: Data, with other: Data, of kind: InputKind? = nil
  ) -> Data {
    if below(6) == 0 { return mutated(bytes, with: other) }
    if kind == .onnx, below(5) > 0 {
      if let model = graph(bytes), let other = graph(other),
        let data: Data = try? changed(model, with: other)
          .serializedBytes(partial: true)
      {
        return data
      }
    }
    if kind == .torch {
      let tensors = NamedTensor.all(in: other)
      if !tensors.isEmpty {
        return torchArchive(
          below(3) == 0 ? changed(tensors, with: tensors) : tensors)
      }
      if let archive = mutated(torch: bytes) { return archive }
    }
    if kind == .keras, below(4) > 0, let archive = mutated(keras: bytes) {
      return archive
    }
    if kind == .safetensors, below(4) > 0 {
      let tensors = changed(
        NamedTensor.all(in: bytes), with: NamedTensor.all(in: other))
      if !tensors.isEmpty {
        return safeTensors(
          tensors, metadata: below(6) == 0 ? metadata([:]) : [:])
      }
    }
    if kind == nil, below(3) > 0, let model = mutated(floatModel: bytes) {
      return model
    }
    if bytes.first == UInt8(ascii: "{") { return mutated(text: bytes) }
    if let archive = mutated(archive: bytes, with: other) { return archive }
    if bytes.count > 8, bytes[bytes.startIndex + 8] == UInt8(ascii: "{") {
      return mutated(safeTensors: bytes)
    }
    return mutated(onnx: bytes) ?? mutated(bytes, with: other)
  }

  private func graph(_ bytes: Data) -> Onnx_ModelProto? {
    try? Onnx_ModelProto(serializedBytes: bytes, partial: true)
  }

  private mutating func mutated(safeTensors bytes: Data) -> Data {
    let bytes = Data(bytes)
    let size = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    guard 0...bytes.count - 8 ~= size else { return bytes }
    let header = mutated(text: bytes[8..<8 + size])
    var data = Data()
    withUnsafeBytes(of: UInt64(header.count).littleEndian) {
      data.append(contentsOf: $0)
    }
    let rest = bytes[(8 + size)...]
    return data + header
      + (below(2) == 0 ? rest : mutated(Data(rest), with: header))
  }

  /// A graph, by way of its JSON.
  private mutating func mutated(onnx bytes: Data) -> Data? {
    guard let json = try? graph(bytes)?.jsonUTF8Data() else { return nil }
    for _ in 0..<5 {
      if let changed = try? Onnx_ModelProto(
        jsonUTF8Data: mutated(text: json)),
        let bytes: Data = try? changed.serializedBytes(partial: true)
      {
        return bytes
      }
    }
    return nil
  }

  /// A model with right checksums.
  mutating func mutated(model: Data, with other: Data) -> Data {
    // Entries and names stand first.
    let head =
      below(3) > 0
      ? mutated(model.prefix(600), with: other) + model.dropFirst(600)
      : mutated(model, with: other)
    var bytes = [UInt8](head)
    guard bytes.count >= 128, below(10) > 0 else { return Data(bytes) }
    if below(3) > 0 {
      // Padded to whole words, and of the size that the header says.
      while bytes.count & 3 != 0 { bytes.append(0) }
    }
    store(checksum(bytes[128...]), at: 16, in: &bytes)
    store(checksum(bytes[..<124]), at: 124, in: &bytes)
    return Data(bytes)
  }

  /// A snapshot with a right checksum.
  mutating func mutated(snapshot: Data) -> Data {
    var bytes = [UInt8](mutated(snapshot, with: snapshot))
    guard bytes.count >= 24, below(10) > 0 else { return Data(bytes) }
    if below(2) == 0 {
      bytes.replaceSubrange(0..<20, with: snapshot.prefix(20))
    }
    store(
      checksum(bytes[..<20]) ^ checksum(bytes[24...]), at: 20, in: &bytes)
    return Data(bytes)
  }

  /// A checkpoint with a right hash.
  mutating func mutated(checkpoint: Data) -> Data {
    let parts = checkpoint.split(separator: UInt8(ascii: "\n"), maxSplits: 1)
    return sealed(mutated(text: parts[1]), like: checkpoint)
  }

  /// A float model with another text in its metadata.
  mutating func mutated(floatModel bytes: Data) -> Data? {
    guard let contents = try? SafeTensors(bytes) else { return nil }
    var tensors = NamedTensor.all(in: bytes)
    if below(4) == 0 { tensors = changed(tensors, with: tensors) }
    return safeTensors(tensors, metadata: metadata(contents.metadata))
  }

  /// What a file says about itself, with another text.
  private mutating func metadata(_ texts: [String: String]) -> [String: String]
  {
    var texts = texts
    let names = [
      "format", "inputs", "outputs", "task", "scoring", "window", "gaps",
      "grid", "notes",
    ].map { "swiftlet." + $0 }
    let key = below(4) == 0 ? pick(names) : pick(texts.keys.sorted() + names)
    switch below(6) {
    case 0: texts[key] = nil
    case 1:
      texts[key] = pick([
        "1", "2", "", "classification", "regression", "last_step", "1/128",
        "every_step", "hold", "refuse", "hold_then_reset:2", "-1", "1e-12",
        "0.0078125", #"[{"name":"a"}]"#, #"[{"name":"a"},{"name":"b"}]"#,
      ])
    default:
      let text = texts[key] ?? "[1]"
      texts[key] = String(
        decoding: mutated(text: Data(text.utf8)), as: UTF8.self)
    }
    return texts
  }

  /// What an import is told beside the file, mostly what its seed is.
  mutating func importOptions(_ seed: ImportOptions) -> ImportOptions {
    var options = seed
    switch below(16) {
    case 0: options.grid = pick([0x1p-7, 0x1p-15, 1, 1e-9])
    case 1: (options.means, options.deviations) = ([0.5], [pick([0.25, 1e9])])
    case 2: options.graph.context = pick([1, 2, 64])
    case 3: options.graph.shapes = [pick(Self.inputs): pick(Self.shapes)]
    case 4: options.graph.fixed = [pick(Self.inputs): pick([0, 1, 16000, 1e9])]
    case 5: options.modules = []
    case 6: options.modules.shuffle(using: &self)
    case 7:
      let role = pick(ModuleChoice.Role.allCases)
      if options.modules.isEmpty {
        options.modules = ["gru", "fc"].compactMap { try? ModuleChoice($0) }
      }
      options.modules[below(options.modules.count)].role = role
    default: break
    }
    return options
  }

  private static let inputs = ["x", "input", "sr", "state", "n", "y", "h"]
  private static let shapes = [
    [1, 1, 3], [1, 4, 1], [1, 1, 5], [1, 7, 5], [7, 1, 5], [], [1], [2, 1, 4],
    [-1, 4], [1 << 40], [1, 12],
  ]

  /// Which columns are for what.
  mutating func roles() -> ColumnRoles {
    var roles = ColumnRoles()
    if below(4) == 0 { roles.label = pick(["label", "b", "x"]) }
    if below(4) == 0 { roles.targets = pick([["b"], ["x", "a"], ["time"]]) }
    if below(4) == 0 { roles.sequence = pick(["a", "seq"]) }
    if below(4) == 0 { roles.time = pick(["a", "time", "seq"]) }
    if below(4) == 0 { roles.step = pick([1, 10, 1e-300, .infinity, 1e300]) }
    if below(4) == 0 { roles.ignored = pick([["a"], ["b", "x"]]) }
    return roles
  }

  private func store(_ value: UInt32, at offset: Int, in bytes: inout [UInt8]) {
    for index in 0..<4 {
      bytes[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * index))
    }
  }

  private func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.withUnsafeBufferPointer {
      crc32($0.baseAddress.unsafelyUnwrapped, $0.count)
    }
  }
}

/// A checkpoint of other contents, with their hash.
private func sealed(_ body: Data, like checkpoint: Data) -> Data {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  for byte in body { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
  let title = String(decoding: checkpoint.prefix { $0 != 0x0A }, as: UTF8.self)
    .split(separator: " ").dropLast().joined(separator: " ")
  return Data("\(title) \(String(hash, radix: 16))\n".utf8) + body
}
