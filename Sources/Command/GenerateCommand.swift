import ArgumentParser
import Foundation
import Swiftlet
import SwiftletCells
import SwiftletFiles
import SwiftletImporting

/// `generate`: symbols that a model makes up, from its own answers.
struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Let a model write a text or a tune, a symbol at a time.",
    discussion: """
      For a model that takes a symbol and tells the next one, such as those of \
      kjv_genesis_chars and oneill_melody. Each symbol is drawn at random from \
      the probabilities that the model gives, and is its next input. A \
      quantized model draws the symbols that swiftlet_sample of \
      swiftlet_decision.h draws on a device, of the same temperature and seed; \
      the float model is drawn from in the same way.

      Symbols are classes, by their names. Where each is one character, also \
      space, newline and tab, the model writes text and --prime is a text. \
      Else names are separated by spaces, and in --prime by spaces or commas: \
      --prime "E5 1/8 G5 1/8".
      """)

  @Argument(
    help: """
      The quantized model, a .swlt file, or a float model, a .safetensors file.
      """)
  var model: String

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What the model goes on from, printed before its own symbols (default: "
        + "nothing, so that the first symbol is any).", valueName: "symbols"))
  var prime = ""

  @Option(
    parsing: .unconditional,
    help: "How many symbols to generate, up to 1,000,000.")
  var steps = 200

  @Option(
    parsing: .unconditional,
    help: """
      What logits are divided by, up to 255: 1 draws with the model's \
      probabilities, less takes the likelier more often, and 0 the likeliest.
      """)
  var temperature = 1.0

  @Option(
    parsing: .unconditional,
    help: "The seed of the draws: the same seed gives the same symbols.")
  var seed: UInt64 = 1

  @Option(
    help: """
      Write what is printed as a tune to this standard MIDI file: of a model \
      whose symbols are pitches such as C4 or F#5, each followed by its \
      duration, such as 1/8 of a whole note.
      """, completion: .file(extensions: ["mid"]))
  var midi: String?

  @OptionGroup var output: OutputOptions

  func validate() throws {
    try check("--steps", steps, in: 1...1_000_000)
    try check("--temperature", temperature, in: 0...255)
  }

  func run() throws {
    let file = try midi.map { try OutputFile($0) }
    try OutputRule.check(
      file.map { [("--midi", $0)] } ?? [], reading: [("the model", [model])])
    var generator = try makeGenerator()
    let alphabet = generator.alphabet
    if midi != nil { try checkNotes(alphabet.names) }
    let primed = try prime(alphabet)
    try primed.forEach { try generator.take($0) }
    if !output.json { try show(primed, after: [], alphabet) }
    var symbols = primed
    for _ in 0..<steps {
      let symbol = try generator.next()
      if !output.json { try show([symbol], after: symbols, alphabet) }
      symbols.append(symbol)
    }
    let names = symbols.map { alphabet.names[$0] }
    try file?.write(Data(try Melody(symbols: names).midiFile))
    if output.json {
      try output.print([
        "prime": Array(names.prefix(primed.count)), "seed": seed,
        "steps": steps, "symbols": Array(names.dropFirst(primed.count)),
        "temperature": temperature, "text": alphabet.text(of: symbols),
      ])
    } else {
      try Console.print(data: "")
    }
  }

  private func makeGenerator() throws -> SymbolGenerator {
    let url = URL(fileURLWithPath: model)
    do {
      return model.hasSuffix(".safetensors")
        ? try SymbolGenerator(
          FloatModel(contentsOf: url), temperature: temperature, seed: seed)
        : try SymbolGenerator(
          Model(contentsOf: url), temperature: temperature, seed: seed)
    } catch let error as GenerationError {
      throw CommandError("\(model): \(error)")
    }
  }

  private func prime(_ alphabet: Alphabet) throws -> [Int] {
    do {
      return try alphabet.symbols(of: prime)
    } catch {
      throw CommandError("--prime: \(error)")
    }
  }

  /// Every symbol may come, so that every symbol has to be one of a tune.
  private func checkNotes(_ names: [String]) throws {
    do {
      _ = try Melody(symbols: names)
    } catch {
      throw CommandError("\(model): \(error); leave --midi out")
    }
  }

  /// Prints symbols that follow others.
  private func show(
    _ symbols: [Int], after others: [Int], _ alphabet: Alphabet
  ) throws {
    guard !symbols.isEmpty else { return }
    try Console.print(
      data: (others.isEmpty ? "" : alphabet.separator)
        + alphabet.text(of: symbols), terminator: "")
  }
}
