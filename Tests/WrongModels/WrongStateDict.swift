import Foundation
import SwiftletImporting

/// State dicts with something that is not supported or not told.
package enum WrongStateDict {
  package static let all = modules + orders + files

  private static func dict(
    _ name: String, _ sentence: String, _ tensors: [String: [Int]],
    layers: String? = nil, metadata: [String: String] = [:]
  ) -> WrongModel {
    WrongModel(
      name: name, file: "in.safetensors",
      arguments: layers.map { ["--layers", $0] } ?? [], sentence: sentence
    ) { folder in
      let contents = SafeTensors(
        tensors: tensors.mapValues { shape in
          SafeTensors.Tensor(
            shape: shape,
            values: Array(repeating: 0.5, count: shape.reduce(1, *)))
        }, metadata: metadata)
      try contents.write(to: folder.appendingPathComponent("in.safetensors"))
    }
  }

  private static func gru(
    _ prefix: String = "gru.", inputs: Int = 3
  ) -> [String: [Int]] {
    [
      prefix + "weight_ih_l0": [12, inputs], prefix + "weight_hh_l0": [12, 4],
      prefix + "bias_ih_l0": [12], prefix + "bias_hh_l0": [12],
    ]
  }

  private static func normalization(
    _ name: String, _ size: Int
  ) -> [String: [Int]] {
    let parts = ["weight", "bias", "running_mean", "running_var"]
    return Dictionary(
      uniqueKeysWithValues: parts.map { ("\(name).\($0)", [size]) })
  }

  private static func with(
    _ tensors: [String: [Int]], _ base: [String: [Int]] = gru()
  ) -> [String: [Int]] {
    base.merging(tensors) { $1 }
  }

  private static let modules = [
    dict(
      "8000 modules", "has more than 1000 layers",
      Dictionary(
        uniqueKeysWithValues: (0..<8000).map { ("fc\($0).weight", [1, 1]) })),
    dict(
      "900 modules that fit in every order", "fit in more than one way",
      Dictionary(
        uniqueKeysWithValues: (0..<900).map { ("fc\($0).weight", [1, 1]) })),
    dict(
      "a bidirectional layer",
      "tensor 'gru.bias_hh_l0_reverse': a bidirectional layer",
      with([
        "gru.weight_ih_l0_reverse": [12, 3], "gru.bias_hh_l0_reverse": [12],
      ])),
    dict(
      "a projection", "tensor 'gru.weight_hr_l0': a projection",
      with(["gru.weight_hr_l0": [2, 4]])),
    dict(
      "batch normalization without variances",
      "tensor 'norm.running_var' is missing",
      with(["norm.weight": [4], "norm.bias": [4], "norm.running_mean": [4]])),
    dict(
      "normalizations of other sizes in a row",
      "module 'norm' normalizes 4 features, but follows one of 3",
      with(normalization("front", 3)).merging(normalization("norm", 4)) { $1 },
      layers: "front,norm,gru"),
    dict(
      "a normalization without biases",
      "tensor 'norm.weight': it is that of nn.LayerNorm(bias=False)",
      with(["norm.weight": [4]])),
    dict(
      "a convolution", "tensor 'conv.weight': a state dict does not say how",
      with(["conv.weight": [3, 2, 5], "conv.bias": [3]])),
    dict(
      "attention", "tensor 'a.in_proj_bias': attention is not supported",
      with(["a.in_proj_weight": [12, 4], "a.in_proj_bias": [12]])),
    dict(
      "a parametrized weight",
      "'fc.parametrizations.weight.original0': a parametrized weight is saved "
        + "in parts; call torch.nn.utils.parametrize.remove_parametrizations("
        + "model.fc, 'weight') before saving",
      with(["fc.parametrizations.weight.original0": [2, 1], "fc.bias": [2]])),
    dict(
      "a parametrized recurrent weight",
      "remove_parametrizations(model.gru, 'weight_hh_l0') before saving",
      with(["gru.parametrizations.weight_hh_l0.0._u": [12]])
        .filter { $0.key != "gru.weight_hh_l0" }),
    dict(
      "a parametrized model of one module",
      "remove_parametrizations(model, 'weight_ih_l0') before saving",
      with(["parametrizations.weight_ih_l0.original": [12, 3]], gru(""))),
    dict(
      "a pruned weight",
      "tensor 'gru.weight_hh_l0_mask': a pruned weight is saved with its mask; "
        + "call torch.nn.utils.prune.remove(module, 'weight_hh_l0')",
      with([
        "gru.weight_hh_l0_mask": [12, 4], "gru.weight_hh_l0_orig": [12, 4],
      ])
      .filter { $0.key != "gru.weight_hh_l0" }),
    dict(
      "weight normalization of other sizes",
      "the parts of its weight_norm do not fit each other; call torch.nn.utils."
        + "remove_weight_norm(module, 'weight') before",
      with(["fc.weight_g": [3, 1], "fc.weight_v": [2, 4], "fc.bias": [2]])),
    dict(
      "weight normalization of a recurrent layer",
      "remove_weight_norm(module, 'weight_hh_l0') before",
      with(["gru.weight_hh_l0_g": [12], "gru.weight_hh_l0_v": [12, 4]])
        .filter { $0.key != "gru.weight_hh_l0" }),
    dict(
      "spectral normalization", "remove_spectral_norm(module, 'weight') before",
      with([
        "fc.weight_orig": [2, 4], "fc.weight_u": [2], "fc.weight_v": [4],
        "fc.bias": [2],
      ])),
    dict(
      "a module that PyTorch quantized",
      "tensor 'fc.zero_point': the module is quantized by PyTorch already",
      with(["fc.scale": [1], "fc.zero_point": [1]])),
    dict(
      "a tensor that is not understood",
      "tensor 'fc.scale' is not understood",
      with(["fc.weight": [2, 4], "fc.bias": [2], "fc.scale": [1]])),
    dict(
      "a missing tensor", "tensor 'gru.bias_hh_l0' is missing",
      gru().filter { $0.key != "gru.bias_hh_l0" }),
    dict(
      "a missing layer", "tensor 'gru.weight_ih_l1' is missing",
      with(["gru.weight_ih_l2": [12, 4], "gru.weight_hh_l2": [12, 4]])),
    dict(
      "another number of gates", "which is no RNN's, GRU's or LSTM's",
      ["r.weight_ih_l0": [8, 3], "r.weight_hh_l0": [8, 4]]),
    dict(
      "weights that do not fit", "do not fit each other",
      with(["gru.weight_ih_l0": [16, 3]])),
    dict(
      "a bias that does not fit", "has the shape [13], not [12]",
      with(["gru.bias_hh_l0": [13]])),
    dict(
      "an empty matrix", "has the shape [0, 4], where a matrix is expected",
      with(["fc.weight": [0, 4], "fc.bias": [0]])),
  ]

  private static let two = with(["fc1.weight": [4, 4], "fc1.bias": [4]])

  private static let orders = [
    dict(
      "modules that fit in no order", "fit in no order by their sizes",
      with(["fc.weight": [2, 5], "fc.bias": [2]])),
    dict(
      "modules that fit in two orders",
      "tanh): --layers gru,fc1:linear,out, or --layers gru,out:linear,fc1",
      with(["out.weight": [4, 4], "out.bias": [4]], two)),
    dict(
      "modules that fit in a ring", "tanh): --layers rnn,lin",
      ["lin.weight": [1, 16], "lin.bias": [1]].merging([
        "rnn.weight_ih_l0": [64, 1], "rnn.weight_hh_l0": [64, 16],
        "rnn.bias_ih_l0": [64], "rnn.bias_hh_l0": [64],
      ]) { $1 }),
    dict(
      "a matrix that may be a table", "fit in more than one way",
      with(["head.weight": [7, 4]], gru(inputs: 4))),
    dict(
      "an activation that is not told", "such as --layers fc1:relu,gru,fc2",
      with([
        "fc2.weight": [2, 4], "fc2.bias": [2], "fc1.weight": [3, 5],
        "fc1.bias": [3],
      ])),
    dict(
      "a module that is not there", "there is no module 'fc2'", two,
      layers: "gru,fc1:relu,fc2"),
    dict(
      "a module twice", "there is no module 'gru' left", two,
      layers: "gru,gru,fc1"),
    dict(
      "a module left out", "module 'fc1' is not among --layers", two,
      layers: "gru"),
    dict(
      "a linear layer as a table", "module 'fc1' is no 'embedding'", two,
      layers: "fc1:embedding,gru"),
    dict(
      "an activation after a GRU", "is a GRU or an LSTM, after which", two,
      layers: "gru:relu,fc1"),
    dict(
      "a softmax in the middle", "'softmax' cannot follow 'fc1'", two,
      layers: "fc1:softmax,gru"),
    dict(
      "an order that does not fit", "layer 1 takes 3 values, but",
      with(["fc.weight": [2, 4], "fc.bias": [2]]), layers: "fc:linear,gru"),
  ]

  private static let files = [
    dict(
      "a float model", "the file is a float model already", gru(),
      metadata: ["swiftlet.format": "1"]),
    dict(
      "damaged metadata", "'swiftlet.inputs' in the metadata is damaged",
      gru(), metadata: ["swiftlet.inputs": "[{]"]),
    dict(
      "metadata that do not fit", "the network takes 3 inputs, not 1", gru(),
      metadata: [
        "swiftlet.inputs": #"[{"name": "a", "mean": 0, "deviation": 1}]"#
      ]),
    dict("no tensor", "the file has no tensor", [:]),
    raw("integers", "tensor 'gru.weight_ih_l0' holds no floats") {
      var tensors = header(
        #"{"gru.weight_ih_l0":{"dtype":"I32","shape":[3,1],"#
          + #""data_offsets":[0,12]},"gru.weight_hh_l0":{"dtype":"I32","#
          + #""shape":[3,1],"data_offsets":[12,24]}}"#)
      tensors.append(Data(count: 24))
      return tensors
    },
    raw("a parameter that is not finite", "is not finite; train with") {
      var tensors = header(
        #"{"gru.weight_ih_l0":{"dtype":"F32","shape":[3,1],"#
          + #""data_offsets":[0,12]},"gru.weight_hh_l0":{"dtype":"F32","#
          + #""shape":[3,1],"data_offsets":[12,24]}}"#)
      tensors.append(Data(repeating: 0xFF, count: 24))
      return tensors
    },
    raw("an absurd shape", "does not fit its bytes") {
      header(
        #"{"w":{"dtype":"F32","shape":[4611686018427387904,4],"#
          + #""data_offsets":[0,0]}}"#)
    },
    raw("a cut header", "the file ends within the header") {
      header(#"{"w":{"dtype":"F32","shape":[1],"#).dropLast(3)
    },
    WrongModel(
      name: "a whole model", file: "model.pt",
      sentence: "is a whole model of torch.save(model)"
    ) {
      try FileManager.default.copyItem(
        at: fixture("torch-whole.pt"),
        to: $0.appendingPathComponent("model.pt"))
    },
    WrongModel(
      name: "a damaged archive", file: "model.pt",
      sentence: "the archive is damaged or cut short"
    ) {
      try Data("PK\u{3}\u{4} model/data.pkl".utf8).write(
        to: $0.appendingPathComponent("model.pt"))
    },
    WrongModel(
      name: "a file that is not there", file: "none.safetensors",
      sentence: "none.safetensors: cannot be read"
    ) { _ in },
    WrongModel(
      name: "--layers with ONNX", file: "model.onnx",
      arguments: ["--layers", "gru"],
      sentence: "--layers goes with a PyTorch state dict only"
    ) {
      try FileManager.default.copyItem(
        at: fixture("onnx-node-lstm.onnx"),
        to: $0.appendingPathComponent("model.onnx"))
    },
  ]

  private static func raw(
    _ name: String, _ sentence: String,
    _ bytes: @escaping @Sendable () -> Data
  ) -> WrongModel {
    WrongModel(name: name, file: "in.safetensors", sentence: sentence) {
      try bytes().write(to: $0.appendingPathComponent("in.safetensors"))
    }
  }

  private static func header(_ json: String) -> Data {
    var data = Data()
    withUnsafeBytes(of: UInt64(json.utf8.count).littleEndian) {
      data.append(contentsOf: $0)
    }
    return data + Data(json.utf8)
  }
}
