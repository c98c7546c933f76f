public import Foundation
package import SwiftletFormat
public import SwiftletRuntime

/// A quantized model, ready to run: the bytes of a `.swlt` file, checked.
///
/// ```swift
/// let model = try Model(contentsOfFile: "model.swlt")
/// var stream = model.makeStream()
/// let answer = try stream.classify([0.3, -1.2, 9.8])
/// ```
///
/// A copy shares the bytes. Opening checks them completely, in time
/// proportional to their number; after that, a stream refuses only wrong
/// arguments.
public struct Model: Sendable {
  package let quantized: QuantizedModel

  package init(_ quantized: QuantizedModel) { self.quantized = quantized }

  /// Opens a model file.
  ///
  /// - Throws: ``ModelError`` when the file cannot be read or is no model that
  ///   this version runs.
  public init(contentsOf url: URL) throws {
    self.init(try QuantizedModel(contentsOf: url))
  }

  /// Opens the model file at a path.
  ///
  /// - Throws: ``ModelError`` as for a URL.
  public init(contentsOfFile path: String) throws {
    try self.init(contentsOf: URL(fileURLWithPath: path))
  }

  /// Opens the bytes of a model file.
  ///
  /// - Parameter bytes: Such as a `Data` or an array; they are copied.
  /// - Throws: ``ModelError`` when they are no model that this version runs.
  public init(bytes: some Collection<UInt8>) throws {
    self.init(try QuantizedModel(bytes: Data(bytes)))
  }

  /// The bytes of the model's file.
  public var bytes: Data { quantized.bytes }

  /// Writes the model's file; one that is already there is replaced as a whole
  /// or not at all.
  ///
  /// - Throws: ``OutputError`` when the file cannot be written.
  public func write(to url: URL) throws { try quantized.write(to: url) }

  /// What the outputs are for.
  public var task: ModelTask { quantized.task }

  /// At which steps of a sequence the outputs count.
  public var scoring: Scoring { quantized.scoring }

  /// Timesteps of the windows that the network was trained on, which
  /// ``makeWindowStream(size:hop:)`` runs; nil of one that runs on.
  public var window: Int? { quantized.window }

  /// What a step makes of a missing value.
  public var gapPolicy: GapPolicy { quantized.gapPolicy }

  /// The names of the classes, in the order of the outputs; empty for a model
  /// that predicts values.
  public var classNames: [String] { quantized.classNames }

  /// A number that tells this model from others; a snapshot is bound to it.
  public var id: UInt64 { quantized.id }

  /// Runs the steps that the model records and compares every integer.
  ///
  /// - Throws: ``ModelError`` when one differs.
  public func selfTest() throws(ModelError) { try quantized.selfTest() }
}

extension Model {
  /// Values that a timestep takes.
  public var inputCount: Int { quantized.inputCount }

  /// Values that a timestep gives.
  public var outputCount: Int { quantized.outputCount }

  /// Bytes of the file, which a device keeps in flash.
  public var flashSize: Int { quantized.flashSize }

  /// Bytes of a stream's state, which lives from step to step.
  public var stateSize: Int { quantized.stateSize }

  /// Bytes of a stream's scratch memory, which is free between steps.
  public var scratchSize: Int { quantized.scratchSize }

  /// Multiply-accumulates of a timestep.
  public var macsPerStep: Int { quantized.macsPerStep }
}
