import SwiftletONNXSchema

/// Tensors and shapes.
extension WrongONNX {
  /// A graph that ends in a convolution over its timesteps.
  private static func convolution(
    _ name: String, _ sentence: String,
    _ body: @escaping @Sendable (inout Onnx_NodeProto) -> Void
  ) -> WrongModel {
    change(name, sentence) {
      $0.add("k", [4, 6, 3], Array(repeating: 1, count: 72))
      $0.node += [
        .make("Transpose", ["z"], "t") { $0.set("perm", integers: [1, 2, 0]) },
        .make("Conv", ["t", "k"], "c", body),
      ]
      $0.output[0].name = "c"
    }
  }

  /// The model, whose input always has the same value.
  private static func fixed(_ model: WrongModel) -> WrongModel {
    var model = model
    model.arguments = ["--fix", "x=0"]
    return model
  }

  static let shapes = [
    change("an absurd tensor", "which no model needs") {
      $0.initializer[0].dims = [1 << 40, 1 << 40, 1 << 40]
    },
    change("no elements, but an absurd dimension", "which no model needs") {
      $0.initializer[0].dims = [0, 1 << 62, 4]
    },
    change("more dimensions than any model", "which no model needs") {
      $0.initializer[0].dims = Array(repeating: 1, count: 100_000)
    },
    change("a negative dimension", "which no model needs") {
      $0.initializer[0].dims = [1, -24, 5]
    },
    change("too few elements", "has 480 bytes, but its shape 484") {
      $0.initializer[0].dims = [1, 11, 11]
    },
    change("an absurd input", "has a dimension of") {
      $0.input[0].type.tensorType.shape.dim[0].dimValue = 1 << 62
    },
    change("an input without a shape", "has no shape") {
      $0.input[0].type.tensorType.clearShape()
    },
    change("an absurd constant", "does not fit the shape") {
      $0.add("size", [2], integers: [1 << 30, 1 << 40])
      $0.node.insert(.make("ConstantOfShape", ["size"], "h"), at: 0)
      $0.node[1].input = ["x", "W", "R", "B", "", "h"]
    },
    change("an absurd expansion", "does not fit the shape") {
      $0.add("size", [3], integers: [1 << 31, 1 << 31, 6])
      $0.add("zero", [1], [0])
      $0.node.insert(.make("Expand", ["zero", "size"], "h"), at: 0)
      $0.node[1].input = ["x", "W", "R", "B", "", "h"]
    },
    change("more constants than memory", "its constants are too large") {
      $0.add("size", [2], integers: [1 << 12, 1 << 11])
      var sum = "size"
      for index in 0..<5 {
        $0.node.insert(
          .make("ConstantOfShape", ["size"], "c\(index)"), at: 0)
        sum = "c\(index)"
      }
      $0.node[5].input = ["x", "W", "R", "B", "", sum]
      for index in 0..<4 { $0.output.append(.named("c\(index)")) }
    },
    change("nothing to join", "(Concat): it has no input") {
      $0.node.insert(.make("Concat", [], "h"), at: 0)
      $0.node[1].input = ["x", "W", "R", "B", "", "h"]
    },
    change("a slice of an absurd axis", "does not fit the shape") {
      $0.addInput("w", [1 << 16, 1 << 16, 1])
      $0.add("flat", [1], integers: [-1])
      $0.add("zero", [1], integers: [0])
      $0.node.insert(.make("Slice", ["f", "zero", "flat"], "h"), at: 0)
      $0.node.insert(.make("Reshape", ["w", "flat"], "f"), at: 0)
      $0.node[2].input[0] = "h"
    },
    change("an absurd state", "which no model needs") {
      $0.addInput("w", [1 << 16, 1 << 16, 1])
      $0.node[0].input = ["x", "W", "R", "B", "", "w"]
    },
    change("an axis that is not there", "there is no axis 7 of 4") {
      $0.add("one", [1], integers: [7], replacing: 3)
    },
    change("an integer that overflows", "its integers are too large") {
      $0.add("big", [1], integers: [.max])
      $0.node.insert(.make("Add", ["big", "big"], "sum"), at: 0)
      $0.node[2].input[1] = "sum"
    },
    change("a tensor of integers", "where a matrix of floats is expected") {
      $0.add(
        "W", [1, 24, 5], integers: Array(repeating: 1, count: 120),
        replacing: 0)
    },
    change("a tensor of text", "is of type") {
      $0.initializer[0].dataType = 8
    },
    change(
      "fewer scanned inputs than there are integers",
      "its attribute 'num_scan_inputs' is -9223372036854775808, which no model",
      of: "scan"
    ) { $0.node[0].set("num_scan_inputs", integer: .min) },
    convolution("more groups than integers", "its attribute 'group' is") {
      $0.set("group", integer: .max)
    },
    convolution("a reach beyond integers", "its attribute 'dilations' is") {
      $0.set("dilations", integers: [.max])
    },
    convolution("a stride beyond integers", "its attribute 'strides' is") {
      $0.set("auto_pad", text: "SAME_UPPER")
      $0.set("strides", integers: [.max])
    },
    convolution("a padding beyond integers", "its attribute 'pads' is") {
      $0.set("pads", integers: [.max, 0])
    },
    change("more axes than integers", "its attribute 'batch_dims' is") {
      $0.addInput("m", [1, 1], type: 7)
      $0.node.append(
        .make("GatherND", ["z", "m"], "g") {
          $0.set("batch_dims", integer: .max)
        })
      $0.output[0].name = "g"
    },
    change("places along two axes", "it takes a part of a sequence other") {
      $0.add("places", [2, 2], integers: [0, 0, 1, 5])
      $0.node += [
        .make("Transpose", ["z"], "u") { $0.set("perm", integers: [0, 2, 1]) },
        .make("GatherND", ["u", "places"], "g"),
      ]
      $0.output[0].name = "g"
    },
    change("a slice backwards of nothing", "does not fit the shape [0]") {
      $0.add("first", [], integers: [0])
      $0.add("axis", [1], integers: [0])
      $0.add("last", [1], integers: [-1])
      $0.add("end", [1], integers: [.min])
      $0.node += [
        .make("Shape", ["z"], "sizes") { $0.set("start", integer: 8) },
        .make("Slice", ["sizes", "last", "end", "axis", "last"], "none"),
        .make("Gather", ["none", "first"], "g"),
      ]
      $0.output[0].name = "g"
    },
    change("an activation of one number", "its input has the shape []") {
      for axis in 0..<2 {
        $0.input[0].type.tensorType.shape.dim[axis].dimValue = 1
      }
      $0.addDense("z", "d", giving: 1)
      $0.node += [.make("Squeeze", ["d"], "n"), .make("Relu", ["n"], "r")]
      $0.addDense("r", "o", width: 1)
      $0.output[0].name = "o"
    },
    change("a part of countless timesteps", "a part of a sequence") {
      $0.setCountlessTimesteps()
      $0.add("place", [], integers: [0])
      $0.node += [
        .make("Flatten", ["x"], "f") { $0.set("axis", integer: 2) },
        .make("Gather", ["f", "place"], "g"),
      ]
      $0.output[0].name = "g"
    },
    fixed(
      change("countless values of one input", "which no model needs") {
        $0.setCountlessTimesteps()
      }),
    change("countless timesteps backwards", "does not fit the shape") {
      $0.setCountlessTimesteps()
      $0.add("lengths", [1], integers: [1 << 31])
      $0.node += [
        .make("Flatten", ["x"], "f") { $0.set("axis", integer: 2) },
        .make("ReverseSequence", ["f", "lengths"], "r") {
          $0.set("time_axis", integer: 0)
          $0.set("batch_axis", integer: 1)
        },
      ]
      $0.output[0].name = "r"
    },
    change(
      "a number where a layer takes features",
      "along another axis than the features"
    ) {
      $0.input[0].type.tensorType.shape = .init()
      $0.add("axes", [3], integers: [0, 1, 2])
      $0.node.insert(.make("Unsqueeze", ["x", "axes"], "u"), at: 0)
      $0.node[1].input[0] = "u"
    },
    change("frames beside a convolution", "its channels are not the features") {
      $0.add("last", [], integers: [-1])
      $0.add("frames", [3], integers: [1, 2, 3])
      $0.add("k", [4, 3, 1], Array(repeating: 1, count: 12))
      $0.node += [
        .make("Gather", ["z", "last"], "l"),
        .make("Reshape", ["l", "frames"], "r"),
        .make("Transpose", ["r"], "t") { $0.set("perm", integers: [1, 2, 0]) },
        .make("Conv", ["t", "k"], "c"),
      ]
      $0.output[0].name = "c"
    },
    change("a place that is not there", "does not fit the shape") {
      $0.add("places", [1, 1], integers: [1 << 40])
      $0.node.append(.make("GatherND", ["z", "places"], "g"))
      $0.output[0].name = "g"
    },
    change(
      "a multiple of what it adds", "it adds 2.0 times a signal", of: "gemm"
    ) {
      $0.node[3].input[2] = "b"
    },
    change("a whole number that computes", "the input always has: ") {
      $0.addInput("rate", [], type: 7)
      $0.add("none", [1], integers: [0])
      $0.node.append(.make("Mul", ["rate", "none"], "r"))
      $0.output[0].name = "r"
    },
    change("two open sizes of an absurd vector", "has a dimension of") {
      $0.input[0].type.tensorType.shape = .init()
      for size in [1, 1 << 62] as [Int64] {
        var dimension = Onnx_TensorShapeProto.Dimension()
        dimension.dimValue = size
        $0.input[0].type.tensorType.shape.dim.append(dimension)
      }
      $0.add("parts", [2], integers: [-1, -1])
      $0.node.insert(.make("Reshape", ["x", "parts"], "u"), at: 0)
      $0.node[1].input[0] = "u"
    },
    change("a kernel of zeros between groups", "its 8192 groups take a") {
      $0.addDense("z", "a", giving: 8192)
      $0.add("k", [8192, 1, 2], Array(repeating: 1, count: 16384))
      $0.node += [
        .make("Transpose", ["a"], "t") { $0.set("perm", integers: [1, 2, 0]) },
        .make("Conv", ["t", "k"], "c") {
          $0.set("pads", integers: [1, 0])
          $0.set("group", integer: 8192)
        },
      ]
      $0.output[0].name = "c"
    },
    convolution("a kernel that sees too far", "frames before each, more") {
      $0.set("dilations", integers: [1 << 31])
      $0.set("pads", integers: [1 << 32 - 1, 0])
    },
    change("a frame among countless zeros", "it gives 4294967300 values") {
      $0.add("k", [1, 1, 3], [1, 1, 1])
      $0.node.append(
        .make("Conv", ["z", "k"], "c") {
          $0.set("pads", integers: [1 << 31, 1 << 31])
        })
      $0.output[0].name = "c"
    },
    change("sparse tensors", "sparse tensors are not supported") {
      $0.sparseInitializer = [Onnx_SparseTensorProto()]
    },
  ]
}

extension Onnx_GraphProto {
  /// Makes the input's two outer axes so long that no memory holds their places.
  fileprivate mutating func setCountlessTimesteps() {
    for (axis, size) in [Int64(1) << 15, 1 << 16].enumerated() {
      input[0].type.tensorType.shape.dim[axis].dimValue = size
    }
  }
}
