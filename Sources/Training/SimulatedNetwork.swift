/// The arithmetic of a device in place of the cells' own.
///
/// A training with it learns what the device computes: the loss is that of the
/// device's answers, and gradients pass straight through its rounding, as if
/// the cells had computed the same values (the straight-through estimator of
/// Bengio, Léonard and Courville 2013).
package protocol SimulatedNetwork: AnyObject, Sendable {
  /// How many of the first epochs change what the device computes: only those
  /// after them tell how good the result is.
  var unsettledEpochs: Int { get }

  /// Called before each epoch, the first of which is epoch 0.
  func begin(epoch: Int, parameters: [Float])

  /// The parameters of the float network whose answers a training learns in
  /// place of the targets (Hinton, Vinyals and Dean 2015; Mishra and Marr 2018
  /// for few bits); nil where it learns the targets.
  var teacher: [Float]? { get }

  /// Takes new parameters on; not while a group runs.
  ///
  /// - Returns: the parameters as the device holds them, of the same layout:
  ///   where gradients are taken.
  /// - Throws: when the device cannot hold them.
  func load(_ parameters: [Float]) throws -> [Float]

  /// The state of eight more sequences.
  func makeGroup() -> any SimulatedGroup<SIMD8<Float>>
}

/// Eight sequences in lockstep on a simulated device; one thread at a time
/// works with it.
package protocol SimulatedGroup<Value>: AnyObject {
  /// The values of the records.
  associatedtype Value

  /// Starts all sequences again.
  func reset()

  /// Runs a layer over a window; layers run in their order.
  ///
  /// - Parameters:
  ///   - inputs: the layer's input of each step.
  ///   - records: where each step's record goes, as the layer's cell lays it
  ///     out, in real units.
  func run(
    layer: Int, steps: Int, inputs: StepSeries<Value>,
    records: MutableStepSeries<Value>)
}
