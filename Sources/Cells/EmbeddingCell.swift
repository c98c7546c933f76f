/// A table of one row a symbol.
///
/// The record is the row that the input names.
@frozen public struct EmbeddingCell<Value: CellValue>: Cell {
  /// The number of rows.
  public let vocabularySize: Int
  /// The number of values the layer gives.
  public let outputSize: Int

  /// A table of the given size.
  @inlinable public init(vocabularySize: Int, outputSize: Int) {
    self.vocabularySize = vocabularySize
    self.outputSize = outputSize
  }

  /// The number of values the layer takes.
  @inlinable public var inputSize: Int { 1 }
  /// The number of values carried from step to step.
  @inlinable public var stateSize: Int { 0 }
  /// The number of values of a record.
  @inlinable public var recordSize: Int { outputSize }

  /// Where the row of one lane's symbol begins.
  ///
  /// - Precondition: the lane's input is an index in `0..<vocabularySize`.
  @inlinable public func rowOffset(_ input: Value, lane: Int) -> Int {
    let index = Int(input[lane: lane])
    precondition(
      index >= 0 && index < vocabularySize,
      "an embedding's input must be an index below its vocabulary's size")
    return index * outputSize
  }

  /// Looks up each lane's row.
  ///
  /// - Precondition: every lane's input is an index in `0..<vocabularySize`.
  @inlinable public func step(
    _ parameters: UnsafePointer<Value.Weight>, input: UnsafePointer<Value>,
    previous: UnsafePointer<Value>, record: UnsafeMutablePointer<Value>
  ) {
    for lane in 0..<Value.laneCount {
      let row = parameters + rowOffset(input[0], lane: lane)
      for k in 0..<outputSize { record[k][lane: lane] = row[k] }
    }
  }
}
