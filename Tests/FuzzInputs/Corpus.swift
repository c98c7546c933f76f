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
  }

  private(set) var imports: [Seed] = []
  private(set) var floatModels: [Seed] = []
  private(set) var models: [Seed] = []
  private(set) var tables: [Seed] = []
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
    for file in try files("Fixtures/imports") {
      let bytes = try Data(contentsOf: file)
      if file.pathExtension == "data" {
        try bytes.write(
          to: folder.appendingPathComponent(file.lastPathComponent))
        continue
      }
      guard bytes.count < 200_000, !file.path.hasSuffix(".json.json"),
        file.pathExtension != "json"
          || file.lastPathComponent.hasPrefix("audio-")
            && !file.lastPathComponent.hasSuffix(".nam.json")
      else { continue }
      imports.append(
        Seed(
          name: file.lastPathComponent, bytes: bytes,
          reference: try? Data(contentsOf: file.appendingPathExtension("json")))
      )
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

    for seed in imports where seed.bytes.count < 30_000 {
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
    for file in try files("GoldenVectors") where file.pathExtension == "swlt" {
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
  /// Reads a changed file of a kind that the randomness chooses.
  ///
  /// - Parameter note: Called with the file's name and its bytes before it is
  ///   read.
  func read(
    _ random: inout Randomness, by readers: Readers,
    note: (String, Data) -> Void
  ) throws {
    switch random.below(20) {
    case 0..<9:
      let seed = random.pick(imports)
      var reference = seed.reference.flatMap { random.below(4) == 0 ? $0 : nil }
      var bytes = seed.bytes
      if let text = reference, random.below(2) == 0 {
        reference = random.mutated(text: text)
      } else {
        bytes = random.changed(seed.bytes, with: random.pick(imports).bytes)
      }
      note("import " + seed.name, bytes)
      try readers.importModel(bytes, reference: reference)
    case 9..<12:
      let seed = random.pick(floatModels)
      let bytes = random.changed(
        seed.bytes, with: random.pick(floatModels).bytes)
      note("float " + seed.name, bytes)
      try readers.useFloatModel(bytes)
    case 12..<14:
      let seed = random.pick(models)
      let bytes = random.mutated(
        model: seed.bytes, with: random.pick(models).bytes)
      note("model " + seed.name, bytes)
      try readers.useModel(
        bytes, reference: random.below(4) == 0 ? symbols : float)
    case 14..<17:
      let seed = random.pick(tables)
      let bytes =
        random.below(3) == 0
        ? random.mutated(seed.bytes, with: random.pick(tables).bytes)
        : random.mutated(text: seed.bytes, isJSON: false)
      note("table " + seed.name, bytes)
      try readers.train(
        bytes, roles: random.roles(), asSymbols: random.below(4) == 0,
        gapPolicy: random.pick([.hold, .holdThenReset(steps: 2), .refuse]))
    case 17 where random.below(3) == 0:
      let bytes = random.mutated(text: gradients, isJSON: false)
      note("gradients", bytes)
      try readers.drawGradients(bytes)
    case 17:
      let bytes = random.mutated(checkpoint: checkpoint)
      note("checkpoint", bytes)
      try readers.resume(bytes, data: Self.trainingData)
    case 18:
      let (model, snapshot) = random.pick(snapshotModels)
      let bytes = random.mutated(snapshot: snapshot)
      note("snapshot", bytes)
      try readers.useSnapshot(bytes, of: model)
    default:
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
