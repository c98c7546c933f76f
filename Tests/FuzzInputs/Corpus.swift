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

/// Whole files of every kind, and the changes of them.
struct Corpus {
  /// A file, and what its kind needs beside it.
  struct Seed {
    var name: String
    var bytes: Data
    var reference: Data?
    /// What its names cannot tell of a state dict.
    var modules: [ModuleChoice] = []
  }

  private(set) var imports: [InputKind: [Seed]] = [:]
  /// Files of frameworks and models that were amiss once, or are to be refused.
  private(set) var damaged: [Seed] = []
  private(set) var floatModels: [Seed] = []
  private(set) var models: [Seed] = []
  private(set) var tables: [Seed] = []
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
          modules: modules[name] ?? []))
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
      tables.append(
        Seed(name: path, bytes: try Data(contentsOf: file).prefix(3000)))
    }
    tables += [
      Seed(name: "classes", bytes: Self.trainingData),
      Seed(name: "symbols", bytes: try Data(contentsOf: text)),
      Seed(
        name: "times",
        bytes: Data(
          """
          time;x;target_y
          2026-03-01T08:30:00;1,5;2
          2026-03-01T08:30:10;1,5;2
          2026-03-01T08:30:30;-1,5;3
          2026-03-01T08:30:40;-1,5;3
          """.utf8)),
      Seed(
        name: "names",
        bytes: Data("\"a b\",label\n1,on\n2,off\n3,\"of\"\"f\"\n".utf8)),
    ]
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
    for seed in InputKind.frameworks.flatMap({ imports[$0] ?? [] }) {
      read(seed.name) {
        try readers.importModel(
          seed.bytes, ImportOptions(modules: seed.modules),
          reference: seed.reference)
      }
    }
    for seed in floatModels {
      read(seed.name) { try readers.useFloatModel(seed.bytes) }
    }
    for seed in models {
      read(seed.name) { try readers.useModel(seed.bytes, reference: float) }
    }
    for (model, snapshot) in snapshotModels {
      read("snapshot") { try readers.useSnapshot(snapshot, of: model) }
    }
    for seed in tables {
      read(seed.name) {
        try readers.train(
          seed.bytes, roles: ColumnRoles(), asSymbols: false, gapPolicy: .hold)
      }
    }
    read("checkpoint") {
      try readers.resume(checkpoint, data: Self.trainingData)
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

  /// Reads a changed file of a kind.
  ///
  /// - Parameter note: Called with the file's name and its bytes before it is
  ///   read.
  func read(
    _ kind: InputKind, _ random: inout Randomness, by readers: Readers,
    note: (String, Data) -> Void
  ) throws {
    switch kind {
    case .onnx, .keras, .torch, .safetensors, .audio, .vectors:
      let seed = random.pick(imports[kind] ?? [])
      var reference = random.below(8) == 0 ? seed.reference : nil
      var bytes = seed.bytes
      if kind == .vectors {
        reference = seed.reference.map { random.mutated(text: $0) }
      } else {
        let other = random.pick(imports[kind] ?? []).bytes
        bytes = random.changed(seed.bytes, with: other)
      }
      note("\(kind) " + seed.name, bytes)
      try readers.importModel(
        bytes, random.importOptions(seed.modules), reference: reference)
    case .float:
      let seed = random.pick(floatModels)
      let bytes = random.changed(
        seed.bytes, with: random.pick(floatModels).bytes)
      note("float " + seed.name, bytes)
      try readers.useFloatModel(bytes)
    case .model:
      let seed = random.pick(models)
      let bytes = random.mutated(
        model: seed.bytes, with: random.pick(models).bytes)
      note("model " + seed.name, bytes)
      try readers.useModel(
        bytes, reference: random.below(4) == 0 ? symbols : float)
    case .table:
      let seed = random.pick(tables)
      let bytes =
        random.below(3) == 0
        ? random.mutated(seed.bytes, with: random.pick(tables).bytes)
        : random.mutated(text: seed.bytes, isJSON: false)
      note("table " + seed.name, bytes)
      try readers.train(
        bytes, roles: random.roles(), asSymbols: random.below(4) == 0,
        gapPolicy: random.pick([.hold, .holdThenReset(steps: 2), .refuse]))
    case .gradients:
      let bytes = random.mutated(text: gradients, isJSON: false)
      note("gradients", bytes)
      try readers.drawGradients(bytes)
    case .checkpoint:
      let bytes = random.mutated(checkpoint: checkpoint)
      note("checkpoint", bytes)
      try readers.resume(bytes, data: Self.trainingData)
    case .snapshot:
      let (model, snapshot) = random.pick(snapshotModels)
      let bytes = random.mutated(snapshot: snapshot)
      note("snapshot", bytes)
      try readers.useSnapshot(bytes, of: model)
    case .lines:
      let lines = Data("b,a\n1,2\n3,4\n,nan\n5;6\n-1,1e30\n".utf8)
      let bytes =
        random.below(2) == 0
        ? random.mutated(lines, with: Self.trainingData)
        : random.mutated(text: lines, isJSON: false)
      note("lines", bytes)
      if random.below(3) == 0 { try? readers.readRecord(bytes) }
      try readers.parse(bytes, for: random.below(2) == 0 ? float : symbols)
    }
  }
}

extension Randomness {
  /// A file of a framework or a float model, changed in a way of its kind.
  mutating func changed(_ bytes: Data, with other: Data) -> Data {
    if below(3) == 0 { return mutated(bytes, with: other) }
    if bytes.first == UInt8(ascii: "{") { return mutated(text: bytes) }
    if let archive = mutated(archive: bytes, with: other) { return archive }
    if bytes.count > 8, bytes[bytes.startIndex + 8] == UInt8(ascii: "{") {
      return mutated(safeTensors: bytes)
    }
    return mutated(onnx: bytes) ?? mutated(bytes, with: other)
  }

  private mutating func mutated(safeTensors bytes: Data) -> Data {
    let bytes = Data(bytes)
    let size = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
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
    guard
      let model = try? Onnx_ModelProto(serializedBytes: bytes, partial: true),
      let json = try? model.jsonUTF8Data()
    else { return nil }
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
    let body = mutated(text: parts[1])
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in body { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    let title = String(decoding: parts[0], as: UTF8.self)
      .split(separator: " ").dropLast().joined(separator: " ")
    return Data("\(title) \(String(hash, radix: 16))\n".utf8) + body
  }

  /// What an import is told beside the file, mostly nothing.
  mutating func importOptions(_ modules: [ModuleChoice]) -> ImportOptions {
    var options = ImportOptions(modules: modules)
    switch below(12) {
    case 0: options.grid = pick([0x1p-7, 0x1p-15, 1, 1e-9])
    case 1: (options.means, options.deviations) = ([0.5], [pick([0.25, 1e9])])
    case 2: options.graph.context = pick([1, 2, 64])
    case 3:
      options.graph.shapes = ["input": [1, 1, 3], "x": [1, 4, 1]]
      options.graph.fixed = ["sr": 16000, "x": 1]
    case 4: options.modules = []
    case 5:
      let role = pick(ModuleChoice.Role.allCases)
      if let choice = try? ModuleChoice("fc:\(role)") {
        options.modules += [choice]
      }
    default: break
    }
    return options
  }

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
