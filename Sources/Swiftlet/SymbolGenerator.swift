public import SwiftletCells
import SwiftletFormat
import SwiftletRuntime

/// Symbols that a model makes up: each is drawn from what the model expects
/// next, and is its next input.
///
/// ```swift
/// var writer = try SymbolGenerator(model, temperature: 0.8, seed: 7)
/// for symbol in try writer.alphabet.symbols(of: "in the ") {
///   try writer.take(symbol)
/// }
/// for _ in 0..<200 {
///   print(writer.alphabet.text(of: [try writer.next()]), terminator: "")
/// }
/// ```
///
/// A quantized model draws the symbols that `swiftlet_sample` draws on a
/// device, of the same model, temperature and seed.
public struct SymbolGenerator: ~Copyable {
  /// What the symbols are called.
  public let alphabet: Alphabet
  private let step: ([Double]) throws -> [Double]
  private var sampler: Sampler
  private var logits: [Double]

  /// Starts a quantized model with a state of zeros.
  ///
  /// - Parameters:
  ///   - model: A model that takes a symbol and tells the next one.
  ///   - temperature: As ``Sampler`` takes it.
  ///   - seed: The same seed gives the same symbols.
  /// - Throws: ``GenerationError`` when the model predicts values, or its
  ///   inputs are not its own classes.
  public init(
    _ model: Model, temperature: Double = 1, seed: UInt64 = 1
  ) throws(GenerationError) {
    let quantized = model.quantized
    try Self.check(
      quantized.task, quantized.scoring, window: quantized.window,
      takesClasses: quantized.predictsSymbols)
    let stream = QuantizedStream(quantized)
    self.init(
      quantized.classNames, Sampler(temperature: temperature, seed: seed)
    ) {
      stream.read(try stream.step(stream.quantize($0)))
    }
  }

  /// Starts a float model with a state of zeros.
  ///
  /// - Parameters:
  ///   - model: As for a quantized one.
  ///   - temperature: As ``Sampler`` takes it.
  ///   - seed: The same seed gives the same symbols.
  /// - Throws: ``GenerationError`` as for a quantized one.
  public init(
    _ model: FloatModel, temperature: Double = 1, seed: UInt64 = 1
  ) throws(GenerationError) {
    try Self.check(
      model.task, model.scoring, window: model.window,
      takesClasses: model.network.predictsSymbols)
    var stream = FloatStream(model)
    self.init(
      model.outputs.map(\.name), Sampler(temperature: temperature, seed: seed)
    ) {
      try stream.step($0)
    }
  }

  private init(
    _ names: [String], _ sampler: Sampler,
    step: @escaping ([Double]) throws -> [Double]
  ) {
    alphabet = Alphabet(names)
    self.sampler = sampler
    self.step = step
    logits = names.map { _ in 0 }
  }

  /// Goes on from a symbol that is given.
  ///
  /// - Parameter symbol: Its index.
  /// - Throws: ``ModelError`` or ``SymbolError`` when there is no such symbol;
  ///   the generator is then as before.
  public mutating func take(_ symbol: Int) throws {
    logits = try step([Double(symbol)])
  }

  /// The index of the symbol that comes next, drawn and taken. At the start
  /// each symbol is as likely as another.
  ///
  /// - Throws: Nothing of a model that starts.
  public mutating func next() throws -> Int {
    let symbol = sampler.sample(logits)
    try take(symbol)
    return symbol
  }

  private static func check(
    _ task: ModelTask, _ scoring: Scoring, window: Int?, takesClasses: Bool
  ) throws(GenerationError) {
    guard task == .classification else {
      throw GenerationError(
        "the model predicts values; give one whose classes are the next symbol")
    }
    guard takesClasses else {
      throw GenerationError(
        "the model's inputs are not its own classes, so that no answer can be "
          + "the next input; train one on symbols, with `embeddingSize` and "
          + "a label_next column of the same symbols")
    }
    guard scoring == .everyStep, window == nil else {
      throw GenerationError(
        "the model answers at the end of a sequence or of a window, not at "
          + "every step; train one whose every step tells the next symbol")
    }
  }
}
