/// The weights of a `Conv`, and how they move along its frames.
///
/// Groups become blocks of a dense kernel whose other weights are zeros.
struct ConvolutionKernel {
  /// The axis of the frames in the input.
  let axis: Int
  /// Values of a frame of the input.
  let channels: Int
  /// Values of a frame of the output.
  let outputChannels: Int
  /// Frames that a frame of the output sees.
  let size: Int
  /// Frames from one that is seen first to the next one's.
  let stride: Int
  /// Frames from one that is seen to the next.
  let dilation: Int
  /// Frames of zeros before the first and after the last one.
  var padding: (left: Int, right: Int)
  /// `(outputChannels, size * channels)`, the channels of a frame side by side.
  let weight: Matrix
  /// `(outputChannels)`.
  let bias: [Float]

  /// Frames from the first that a frame of the output sees to the last.
  var reach: Int { dilation * (size - 1) }

  /// Reads a node.
  ///
  /// - Parameter shape: That of its input, `(sequences, channels, frames)`, or
  ///   with one more axis of size 1.
  /// - Throws: `ImportError` when it moves along more than one axis, or its
  ///   arguments do not fit.
  init(_ node: GraphNode, shape: [Int]) throws {
    let tensor = try node.constant(1)
    let rank = tensor.shape.count
    guard let values = tensor.floats, 3...4 ~= rank, shape.count == rank,
      !tensor.shape.contains(0)
    else { throw node.misfit("a kernel of the shape \(tensor.shape)", shape) }
    axis = try Self.axis(node, shape, tensor.shape)
    let place = axis - 2
    size = tensor.shape[axis]
    let groups = try node.integer("group") ?? 1
    outputChannels = tensor.shape[0]
    channels = tensor.shape[1] * max(groups, 0)
    stride = try Self.number(node, "strides", place, rank - 2)
    dilation = try Self.number(node, "dilations", place, rank - 2)
    guard groups > 0, outputChannels.isMultiple(of: groups),
      shape[1] == channels, stride > 0, dilation > 0
    else { throw node.misfit("a kernel of the shape \(tensor.shape)", shape) }
    guard ConstantTensor.count([outputChannels, size, channels]) != nil else {
      throw node.error(
        "its \(groups) groups take a kernel of more than "
          + "\(ConstantTensor.countLimit) weights, most of them zeros; train a "
          + "smaller one")
    }
    guard dilation * (size - 1) <= LayerRecord.sizeLimit / channels else {
      throw node.error(
        "it sees \(dilation * (size - 1)) frames before each, more than the "
          + "\(LayerRecord.sizeLimit) values that swiftlet keeps; train with a "
          + "shorter kernel or a smaller dilation")
    }
    padding = try Self.padding(
      node, axis, shape, reach: dilation * (size - 1), stride)
    weight = Self.weight(
      values, outputs: outputChannels, groups: groups,
      channels: tensor.shape[1], size: size)
    bias =
      try node.input(2).map { _ in
        let bias = try node.constant(2)
        guard let values = bias.floats, values.count == tensor.shape[0] else {
          throw node.misfit("a bias of the shape \(bias.shape)", tensor.shape)
        }
        return values
      } ?? Array(repeating: 0, count: outputChannels)
  }

  /// The one axis along which the kernel moves.
  private static func axis(
    _ node: GraphNode, _ shape: [Int], _ kernel: [Int]
  ) throws -> Int {
    let axes = shape.indices.dropFirst(2).filter {
      shape[$0] > 1 || kernel[$0] > 1
    }
    guard axes.count < 2 else {
      throw node.error(
        "it moves along two axes of \(shape); swiftlet runs convolutions along "
          + "one: time, or the frames of a timestep")
    }
    return axes.first ?? shape.count - 1
  }

  private static func number(
    _ node: GraphNode, _ name: String, _ place: Int, _ count: Int
  ) throws -> Int {
    guard let numbers = try node.sizes(name) else { return 1 }
    guard numbers.count == count else {
      throw node.error("its \(name) do not fit its input; export again")
    }
    return numbers[place]
  }

  /// The frames of zeros that a node adds itself.
  private static func padding(
    _ node: GraphNode, _ axis: Int, _ shape: [Int], reach: Int, _ stride: Int
  ) throws -> (left: Int, right: Int) {
    let frames = shape[axis]
    switch try node.text("auto_pad") ?? "NOTSET" {
    case "VALID": return (0, 0)
    case let mode where mode.hasPrefix("SAME"):
      let outputs = (frames + stride - 1) / stride
      let total = max(0, (outputs - 1) * stride + reach + 1 - frames)
      let less = total / 2
      return mode == "SAME_LOWER" ? (total - less, less) : (less, total - less)
    default: break
    }
    let count = shape.count - 2
    let pads =
      try node.sizes("pads") ?? Array(repeating: 0, count: 2 * count)
    guard pads.count == 2 * count, pads.allSatisfy({ $0 >= 0 }),
      pads.indices.allSatisfy({ pads[$0] == 0 || $0 % count == axis - 2 })
    else { throw node.misfit("its pads \(pads)", shape) }
    return (pads[axis - 2], pads[count + axis - 2])
  }

  /// A kernel `(outputs, channels, size)` of each group as a dense one.
  private static func weight(
    _ values: [Float], outputs: Int, groups: Int, channels: Int, size: Int
  ) -> Matrix {
    let all = groups * channels
    var weight = Array(repeating: Float(0), count: outputs * size * all)
    for output in 0..<outputs {
      let first = output / (outputs / groups) * channels
      for channel in 0..<channels {
        for tap in 0..<size {
          weight[(output * size + tap) * all + first + channel] =
            values[(output * channels + channel) * size + tap]
        }
      }
    }
    return Matrix(rows: outputs, columns: size * all, values: weight)
  }
}
