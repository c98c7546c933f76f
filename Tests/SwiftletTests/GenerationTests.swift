import CSwiftlet
import Foundation
import Swiftlet
import SwiftletCells
import SwiftletFormat
import TemporaryFolder
import Testing

@Suite("Generation")
struct GenerationTests {
  @Test("at the temperature 0 a model writes what it has learned by heart")
  func cycle() throws {
    let float = try cycle(of: ["a", "b", "space", "newline"])
    var reference = try SymbolGenerator(float, temperature: 0)
    var integers = try SymbolGenerator(quantized(float), temperature: 0)
    for symbol in try reference.alphabet.symbols(of: "ab") {
      try reference.take(symbol)
      try integers.take(symbol)
    }
    var texts = ["", ""]
    for _ in 0..<9 {
      texts[0] += reference.alphabet.text(of: [try reference.next()])
      texts[1] += integers.alphabet.text(of: [try integers.next()])
    }
    #expect(texts == [" \nab \nab ", " \nab \nab "])
  }

  @Test("a seed gives the same symbols, and another one others")
  func seeds() throws {
    let model = try quantized(cycle(of: ["a", "b", "c", "d"]))
    let texts = try [1, 1, 2].map { (seed: UInt64) in
      var writer = try SymbolGenerator(model, temperature: 5, seed: seed)
      var symbols: [Int] = []
      for _ in 0..<50 { symbols.append(try writer.next()) }
      return writer.alphabet.text(of: symbols)
    }
    #expect(texts[0] == texts[1] && texts[0] != texts[2])
  }

  @Test("a program in C draws the generator's symbols")
  func device() throws {
    let model = try quantized(cycle(of: ["a", "b", "c", "d"]))
    var generator = try SymbolGenerator(model, temperature: 5, seed: 8)
    try generator.take(2)
    var (handle, stream) = (model.quantized.handle, swiftlet_stream())
    let arena = UnsafeMutableRawBufferPointer.allocate(
      byteCount: swiftlet_arena_size(&handle), alignment: 4)
    defer { arena.deallocate() }
    let status = swiftlet_start(
      &stream, &handle, arena.baseAddress, arena.count)
    #expect(status == SWIFTLET_OK)
    var random = swiftlet_random()
    swiftlet_random_start(&random, 8)
    var (symbol, output) = (Int16(2), [Int16](repeating: 0, count: 4))
    for _ in 0..<100 {
      _ = swiftlet_step(&stream, &symbol, 1, &output, 4)
      symbol = Int16(swiftlet_sample(&handle, output, 5 * 256, &random))
      #expect(try Int(symbol) == generator.next())
    }
  }

  @Test("names are separated where one is more than a character")
  func names() throws {
    let alphabet = try SymbolGenerator(cycle(of: ["E5", "space", "1/8"]))
      .alphabet
    #expect(!alphabet.isText)
    #expect(try alphabet.symbols(of: " E5,1/8  space,") == [0, 2, 1])
    #expect(alphabet.text(of: [0, 2, 1]) == "E5 1/8 space")
    #expect(
      complaint { _ = try alphabet.symbols(of: "E5 F5") }
        == "'F5' is not one of the model's symbols: E5, space, 1/8")
  }

  @Test("a model that does not tell its next input is refused")
  func refusals() throws {
    let model = try cycle(of: ["a", "b", "c"])
    var values = model
    values.task = .regression
    var late = model
    late.scoring = .lastStep
    var windowed = model
    windowed.window = 8
    let numbers = try FloatModel(
      network: Network([
        .dense(inputSize: 3, outputSize: 3, activation: .linear)
      ]), parameters: Array(repeating: 0, count: 12),
      inputs: model.outputs, outputs: model.outputs, task: .classification,
      scoring: .everyStep)
    for (model, reason) in [
      (values, "predicts values"), (late, "at the end of a sequence"),
      (windowed, "or of a window"), (numbers, "are not its own classes"),
    ] {
      let message = complaint { _ = try SymbolGenerator(model) }
      #expect(message?.contains(reason) == true)
    }
    let message = try complaint(quantized(numbers))
    #expect(message?.contains("are not its own classes") == true)
  }

  @Test("a tune's symbols are notes, and a lone duration a rest")
  func notes() throws {
    let melody = try Melody(symbols: [
      "1/4", "E5", "1/8", "F#5", "Bb3", "3/16", "C4",
    ])
    #expect(
      melody.notes == [
        .init(pitch: nil, ticks: 480), .init(pitch: 76, ticks: 240),
        .init(pitch: 78, ticks: 240), .init(pitch: 58, ticks: 360),
        .init(pitch: 60, ticks: 360),
      ])
    for name in ["", "H4", "C", "C12", "C##4", "1/0", "x/8", "1/8/2", "0/4"] {
      #expect(
        complaint { _ = try Melody(symbols: [name]) }?
          .contains("'\(name)' is no note") == true)
    }
  }

  @Test("the MIDI file holds the tune, read by the format's rules")
  func midi() throws {
    let melody = try Melody(symbols: [
      "G3", "1/8", "1/2", "C6", "1/1", "E5", "1/16",
    ])
    let bytes = melody.midiFile
    #expect(
      Array(bytes[..<14])
        == Array("MThd".utf8) + [0, 0, 0, 6, 0, 0, 0, 1, 1, 0xE0])
    #expect(Array(bytes[14..<18]) == Array("MTrk".utf8))
    let length = bytes[18..<22].reduce(0) { $0 << 8 | Int($1) }
    #expect(length == bytes.count - 22)
    var reader = TrackReader(bytes: Array(bytes[22...]))
    let events = reader.events()
    #expect(
      events == [
        "0 tempo 375000", "0 program 40", "0 on 55", "240 off 55",
        "1200 on 84", "3120 off 84", "3120 on 76", "3240 off 76", "3240 end",
      ])
  }

  private func complaint(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch { return "\(error)" }
  }

  private func complaint(_ model: Model) -> String? {
    complaint { _ = try SymbolGenerator(model) }
  }

  /// A model in which each symbol is followed by the next, the last by the
  /// first.
  private func cycle(of names: [String]) throws -> FloatModel {
    let count = names.count
    let network = try Network([
      .embedding(vocabularySize: count, outputSize: count),
      .dense(inputSize: count, outputSize: count, activation: .linear),
    ])
    var parameters = [Float](repeating: 0, count: network.parameterCount)
    for symbol in 0..<count {
      parameters[symbol * count + symbol] = 1
      let next = (symbol + 1) % count
      parameters[count * count + next * count + symbol] = 8
    }
    return try FloatModel(
      network: network, parameters: parameters,
      inputs: [FloatModel.Channel(name: "symbol")],
      outputs: names.map { FloatModel.Channel(name: $0) },
      task: .classification, scoring: .everyStep)
  }

  private func quantized(_ model: FloatModel) throws -> Model {
    try withFolder { folder in
      let names = model.inputs.map(\.name).joined(separator: ",")
      let rows = model.outputs.indices.map { row in
        model.inputs.map { _ in "\(row)" }.joined(separator: ",")
      }
      let file = folder.appendingPathComponent("data.csv")
      try Data(([names] + rows).joined(separator: "\n").utf8).write(to: file)
      return try model.quantize(calibration: DataSource(train: file)).model
    }
  }
}

/// Reads a track as the specification of standard MIDI files says.
private struct TrackReader {
  let bytes: [UInt8]
  var position = 0

  mutating func next() -> Int {
    defer { position += 1 }
    return Int(bytes[position])
  }

  mutating func variableLength() -> Int {
    var value = 0
    while true {
      let byte = next()
      value = value * 128 + byte % 128
      if byte < 128 { return value }
    }
  }

  /// Each event with the ticks before it.
  mutating func events() -> [String] {
    var (events, time) = ([String](), 0)
    while position < bytes.count {
      time += variableLength()
      switch (next(), next()) {
      case (0xFF, 0x51):
        _ = next()
        let tempo = next() << 16 | next() << 8 | next()
        events.append("\(time) tempo \(tempo)")
      case (0xFF, 0x2F):
        _ = next()
        events.append("\(time) end")
      case (0xC0, let program): events.append("\(time) program \(program)")
      case (0x90, let pitch):
        _ = next()
        events.append("\(time) on \(pitch)")
      case (0x80, let pitch):
        _ = next()
        events.append("\(time) off \(pitch)")
      case (let status, _): events.append("\(time) unknown \(status)")
      }
    }
    return events
  }
}
