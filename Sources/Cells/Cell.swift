/// One layer's forward step.
///
/// A step writes a record: the layer's output first, after it the rest of
/// its state, after that the intermediates that the backward step needs. So
/// the first `stateSize` values of one step's record are the state that the
/// next step starts from.
public protocol Cell<Value>: Sendable {
  /// The arithmetic.
  associatedtype Value: CellValue

  /// The number of values the layer takes.
  var inputSize: Int { get }
  /// The number of values the layer gives.
  var outputSize: Int { get }
  /// The number of values it carries: the hidden state, then an LSTM's cell
  /// state.
  var stateSize: Int { get }
  /// The number of values of a record.
  var recordSize: Int { get }

  /// Advances the layer by one timestep.
  ///
  /// - Parameters:
  ///   - parameters: the layer's tensors, in the order of `Layer.tensors`.
  ///   - input: `inputSize` values.
  ///   - previous: the record of the step before, or at least its state.
  ///   - record: where the `recordSize` values go; another than `previous`.
  func step(
    _ parameters: UnsafePointer<Value.Weight>, input: UnsafePointer<Value>,
    previous: UnsafePointer<Value>, record: UnsafeMutablePointer<Value>)
}

/// The tensors that every recurrent layer has, one gate below the other.
@frozen public struct RecurrentTensors<Value: CellValue> {
  /// `W`, `(gates * hiddenSize, inputSize)`.
  public let inputWeight: WeightMatrix<Value>
  /// `U`, `(gates * hiddenSize, hiddenSize)`.
  public let recurrentWeight: WeightMatrix<Value>
  /// `b`, `(gates * hiddenSize)`.
  public let bias: UnsafePointer<Value.Weight>

  /// The tensors that begin at `parameters`.
  @inlinable public init(
    _ parameters: UnsafePointer<Value.Weight>, gates: Int, inputSize: Int,
    hiddenSize: Int
  ) {
    let rows = gates * hiddenSize
    let recurrent = parameters + rows * inputSize
    inputWeight = WeightMatrix(parameters, rows: rows, columns: inputSize)
    recurrentWeight = WeightMatrix(recurrent, rows: rows, columns: hiddenSize)
    bias = recurrent + rows * hiddenSize
  }

  /// `y = W x + b` for all gates.
  @inlinable public func project(
    _ input: UnsafePointer<Value>, to y: UnsafeMutablePointer<Value>
  ) {
    copyBias(bias, count: inputWeight.rows, to: y)
    inputWeight.addProduct(with: input, to: y)
  }
}
