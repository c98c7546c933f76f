import Foundation
public import SwiftletRuntime

/// A float model that runs one timestep at a time, in Double and in the units
/// of the data: the reference that a quantized model is held against.
public struct FloatStream {
  /// The model that runs.
  public let model: FloatModel
  /// The network after the normalisation, for its state and its layers'
  /// outputs.
  public private(set) var runner: NetworkRunner<Double>
  /// What the network saw at the last step, normalised and without gaps.
  public private(set) var lastInput: [Double] = []
  private var gaps: GapFill<Double>

  /// Starts a stream with a state of zeros.
  ///
  /// - Parameters:
  ///   - model: The model that runs.
  ///   - gapPolicy: What takes the place of a missing value; by default as
  ///     the model says.
  public init(_ model: FloatModel, gapPolicy: GapPolicy? = nil) {
    self.model = model
    runner = NetworkRunner(
      model.network, parameters: model.parameters.map(Double.init))
    gaps = GapFill(
      gapPolicy ?? model.gapPolicy, means: model.inputs.map(\.mean))
  }

  /// Sets the state back to zeros and forgets held values.
  public mutating func reset() {
    runner.reset()
    gaps.reset()
  }

  /// Runs one timestep.
  ///
  /// - Parameter values: One a feature, in the data's units; NaN is a gap.
  /// - Returns: Predicted values in the data's units, or logits.
  /// - Throws: `GapError` when a value is missing that may not; `SymbolError`
  ///   when a symbol is not in the vocabulary of an embedding; the state is
  ///   then as before.
  public mutating func step(
    _ values: [Double]
  ) throws -> [Double] {
    try load(values)
    return step()
  }

  /// Takes a timestep's values, which may reset the state.
  package mutating func load(_ values: [Double]) throws {
    try model.network.checkSymbol(values)
    var values = values
    if try gaps.fill(&values) { runner.reset() }
    lastInput = zip(model.inputs, values).map { $0.normalized($1) }
  }

  /// Runs the timestep that `load` has taken.
  package mutating func step() -> [Double] {
    runner.step(lastInput).enumerated().map { index, output in
      output * model.outputs[index].deviation + model.outputs[index].mean
    }
  }
}

extension Network {
  /// Checks a timestep's values: the symbol of an embedding, if it is no gap.
  fileprivate func checkSymbol(_ values: [Double]) throws {
    guard case .embedding(let size, _)? = layers.first,
      let symbol = values.first
    else { return }
    guard
      symbol.isNaN
        || (0..<Double(size)).contains(symbol) && symbol == symbol.rounded()
    else { throw SymbolError(symbol, vocabularySize: size) }
  }
}

/// Why a timestep does not take place: its symbol is not in the vocabulary.
public struct SymbolError: Error, CustomStringConvertible, Equatable {
  /// One line: the cause and the remedy.
  public let description: String

  init(_ symbol: Double, vocabularySize: Int) {
    description =
      "'\(String(format: "%g", symbol))' is not in the model's vocabulary; "
      + "give a symbol's index from 0 to \(vocabularySize - 1)"
  }
}
