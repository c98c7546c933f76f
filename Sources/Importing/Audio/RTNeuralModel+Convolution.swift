import SwiftletCells

/// `conv1d` over time, and `batchnorm`.
extension RTNeuralModel {
  /// How many samples a convolution sees at most.
  private static let frameLimit = 4096

  /// A convolution that sees the present frame and those before, of a kernel
  /// `(kernel, channels, outputChannels)` whose last tap is the present one.
  ///
  /// - Parameter inputSize: How many values the layer takes.
  /// - Returns: The convolution, after the history that brings its window.
  func convolution(
    _ layer: JSONRecord, _ name: String, inputSize: Int
  ) throws -> [ImportedLayer] {
    let weights = try layer.tensorList("weights")
    let kernel = try layer.lastSize("kernel_size")
    let dilation = try layer.lastSize("dilation")
    let channels = try layer.lastSize("shape")
    let groups = layer.has("groups") ? try layer.size("groups") : 1
    guard 1...2 ~= weights.count, inputSize.isMultiple(of: groups),
      channels.isMultiple(of: groups),
      ConstantTensor.count([kernel, inputSize, channels]) != nil,
      weights[0].shape == [kernel, inputSize / groups, channels],
      weights.count == 1 || weights[1].shape == [channels]
    else { throw misfit(layer) }
    let rows = Matrix(
      rows: kernel * inputSize / groups, columns: channels,
      values: weights[0].values
    ).transposed.widened(groups: groups, taps: kernel)
    let bias = weights.count == 2 ? weights[1].values : nil
    let reach = (kernel - 1) * dilation
    guard reach > 0 else { return [.dense(name, rows, bias: bias)] }
    guard reach < Self.frameLimit else {
      throw ImportError(
        "'\(name)' sees \(reach) samples before its own, where swiftlet keeps "
          + "\(Self.frameLimit - 1); train with a shorter kernel or a smaller "
          + "dilation")
    }
    let shape = Convolution(
      frames: reach + 1, channels: inputSize, outputChannels: channels,
      kernel: kernel, dilation: dilation)
    return [
      .history(name, size: reach * inputSize, inputSize: inputSize),
      .conv1D(name, shape, rows.values, bias: bias),
    ]
  }

  /// The slopes of a `prelu`, one for each value or one for all.
  func slopes(_ layer: JSONRecord, count: Int) throws -> [Float] {
    let weights = try layer.tensorList("weights")
    guard weights.count == 1, let slopes = weights.first?.values,
      slopes.count == 1 || slopes.count == count
    else { throw misfit(layer) }
    return slopes.count == count
      ? slopes : Array(repeating: slopes[0], count: count)
  }

  /// A `batchnorm` of `gamma`, `beta`, the means and the variances, or of the
  /// last two.
  func normalization(
    _ layer: JSONRecord, _ name: String, inputSize: Int
  ) throws -> BatchNormalization {
    let weights = try layer.tensorList("weights")
    guard [2, 4].contains(weights.count),
      weights.allSatisfy({ $0.shape == [inputSize] })
    else { throw misfit(layer) }
    guard let epsilon = layer.number("epsilon") else {
      throw ImportError(
        "'\(layer.place("epsilon"))' is not a number; export the model again")
    }
    let isAffine = weights.count == 4
    return try BatchNormalization(
      mean: weights[weights.count - 2].values,
      variance: weights[weights.count - 1].values, epsilon: epsilon,
      gamma: isAffine ? weights[0].values : nil,
      beta: isAffine ? weights[1].values : nil, of: "'\(name)'")
  }
}
