import Foundation
import SwiftletImporting

/// State dicts of modules in every order and role.
///
/// A line is one: modules such as `fc=dense:3,2`, with the numbers of values
/// that they take and give, and tensors such as `h0:4=1`, with their shape, the
/// number in them and their type; after `@`, what is said of the modules.
enum StateDictSeeds {
  /// A state dict, and what is said of it.
  struct Seed {
    var name: String
    var tensors: [NamedTensor]
    var modules: [ModuleChoice]
  }

  static func all() throws -> [Seed] {
    try lines.split(separator: "\n").map { line in
      let halves = line.split(separator: "@").map(String.init)
      return Seed(
        name: String(line),
        tensors: halves[0].split(separator: " ").flatMap {
          tensors(String($0))
        },
        modules: try halves.count < 2
          ? [] : halves[1].split(separator: ",").map { try ModuleChoice($0) })
    }
  }

  private static func tensors(_ word: String) -> [NamedTensor] {
    guard let split = word.firstIndex(of: "="), word[split...].contains(":")
    else { return [tensor(word)] }
    let module = word[..<split]
    let parts = word[split...].dropFirst().split(separator: ":")
    let sizes = parts[1].split(separator: ",").compactMap { Int($0) }
    let (inputs, outputs) = (sizes[0], sizes[sizes.count - 1])
    func named(_ shapes: [(String, [Int])]) -> [NamedTensor] {
      shapes.map { name, shape in
        NamedTensor(
          module.isEmpty ? name : "\(module).\(name)", shape, filledWith: 0.5)
      }
    }
    switch parts[0] {
    case "dense":
      return named([("weight", [outputs, inputs]), ("bias", [outputs])])
    case "matrix": return named([("weight", [outputs, inputs])])
    case "table": return named([("weight", [inputs, outputs])])
    case "norm": return named([("weight", [inputs]), ("bias", [inputs])])
    case "batchnorm":
      return named(
        ["weight", "bias", "running_mean", "running_var"].map {
          ($0, [inputs])
        })
    default:
      let gates = ["rnn": 1, "gru": 3, "lstm": 4][parts[0]] ?? 1
      return named([
        ("weight_ih_l0", [gates * outputs, inputs]),
        ("weight_hh_l0", [gates * outputs, outputs]),
        ("bias_ih_l0", [gates * outputs]), ("bias_hh_l0", [gates * outputs]),
      ])
    }
  }

  private static func tensor(_ word: String) -> NamedTensor {
    let parts = word.split(separator: ":").map(String.init)
    let shape = parts[1].prefix { $0 != "=" }.split(separator: "x")
    let number = parts[1].split(separator: "=").dropFirst().first
    var tensor = NamedTensor(
      parts[0], shape.compactMap { Int($0) },
      filledWith: number.flatMap { Float($0) } ?? 0.5)
    if parts.count > 2, let type = SafeTensors.ElementType(rawValue: parts[2]) {
      tensor = NamedTensor(tensor.name, tensor.shape, of: type)
    }
    return tensor
  }

  private static let lines = """
    gru=gru:3,4 bn=batchnorm:4 fc=dense:4,2
    gru=gru:3,4 bn=batchnorm:4
    gru=gru:3,4 bn=batchnorm:4 fc=dense:4,2@gru,bn:relu,fc
    gru=gru:3,4 bn=batchnorm:4 fc=dense:4,2@gru,bn:linear,fc
    gru=gru:3,4 a=dense:4,4 bn=batchnorm:4 b=dense:4,2@gru,a:linear,bn,b
    gru=gru:3,4 a=dense:4,4 bn=batchnorm:4 b=dense:4,2@gru,a:linear,bn:relu,b
    a=dense:3,4 bn=batchnorm:4@a,bn:sigmoid
    a=dense:3,4 bn=batchnorm:4@a:relu,bn
    bn=batchnorm:3 gru=gru:3,4
    bn=batchnorm:3 fc=dense:3,4
    a=batchnorm:3 b=batchnorm:3 gru=gru:3,4
    bn=batchnorm:3 fc=dense:4,2
    gru=gru:3,4 bn=batchnorm:4 n=norm:4@gru,bn,n
    gru=gru:3,4 bn=batchnorm:4 r=rnn:4,4 fc=dense:4,2@gru,bn,r,fc
    a=dense:3,4 n=norm:4 b=dense:4,2@a:linear,n,b
    a=dense:3,4 n=norm:4 b=dense:4,2@a:linear,n:tanh,b:softmax
    a=dense:3,4 n=norm:4 b=dense:4,2
    gru=gru:3,4 n=norm:4
    n=norm:3 gru=gru:3,4
    gru=gru:3,4 n=norm:4@gru,n:embedding
    rnn=rnn:3,4 fc=dense:4,2@rnn:sigmoid,fc
    rnn=rnn:3,4 fc=dense:4,2@rnn:relu,fc:sigmoid
    rnn=rnn:3,4 fc=dense:4,2@rnn:tanh,fc:softmax
    rnn=rnn:3,4 fc=dense:4,2@rnn,fc:embedding
    gru=gru:3,4 fc=dense:4,2 h0:4
    gru=gru:3,4 fc=dense:4,2 h0:4 c0:4
    gru=gru:3,4 c0:4
    gru=gru:3,4 h0:5
    lstm=lstm:3,4 c0:4
    lstm=lstm:3,4 h0:1x1x4 c0:1x1x4
    lstm=lstm:3,4 enc.h_0:4 enc.c_0:4:I8
    fc=dense:3,4 h0:4
    gru=gru:3,4 mean:3 std:3
    gru=gru:3,4 mean:2 std:2
    gru=gru:3,4 mean:3 std:4
    gru=gru:3,4 mean:3 std:3=-1
    gru=gru:3,4 mean:3=inf std:3
    gru=gru:3,4 mean:3:I8 std:3
    gru=gru:3,4 n.x_mean:3 n.x_scale:3
    bn=batchnorm:3 gru=gru:3,4 mean:3 std:3
    emb=table:5,3 gru=gru:3,4 fc=dense:4,5
    emb=table:5,3 gru=gru:3,4 fc=dense:4,5@emb,gru,fc:softmax
    emb=table:5,3 gru=gru:3,4 fc=dense:4,5@emb:embedding,gru,fc
    emb=table:5,3 gru=gru:3,4@emb:relu,gru
    emb=table:5,3 gru=gru:3,4@gru,emb
    t=table:3,3 gru=gru:3,4@t:embedding,gru
    t=table:3,3 gru=gru:3,4
    t=table:3,3 gru=gru:3,4 u=table:4,4
    t=matrix:3,3 gru=gru:3,4@t,gru
    a=dense:3,4 b=dense:4,4 c=dense:4,3
    fc=dense:3,2 criterion.weight:2 loss_fn.pos_weight:2
    fc=dense:3,2 loss.weight:2x2
    fc=dense:3,2 weight:2
    criterion.weight:2
    =gru:3,4
    =gru:3,4@.
    =dense:3,2@.:softmax
    =gru:3,4@.:relu
    =batchnorm:3
    =norm:3
    =table:5,3
    fc.weight:2x3:I8 fc.bias:2
    fc.weight:2x3:I16 fc.bias:2:I8
    fc.weight:2x3:F16 fc.bias:2:BF16
    fc.weight:2x3:I32 fc.bias:2
    fc.weight:2x3:BOOL fc.bias:2:U8
    fc.weight:2x3:U16 fc.bias:2:U32
    fc.weight:2x3:U64 fc.bias:2:I64
    fc.weight:2x3:F64 fc.bias:2:F8_E5M2
    fc.weight:2x3=inf fc.bias:2
    fc.weight:0x3 fc.bias:0
    fc.weight:2x3x4 fc.bias:2
    fc.weight:2 fc.bias:3
    a=dense:2,2 b=dense:2,2 c=dense:2,2 d=dense:2,2 e=dense:2,2 f=dense:2,2 \
    g=dense:2,2 h=dense:2,2 i=dense:2,2 j=dense:2,2 k=dense:2,2 z=dense:5,7
    a1=dense:2,2 a2=dense:2,2 a3=dense:2,2 a4=dense:2,2 a5=dense:2,2 \
    a6=dense:2,2 a7=dense:2,2 a8=dense:2,2 a9=dense:2,2 b1=dense:2,2 \
    b2=dense:2,2 b3=dense:2,2 b4=dense:2,2 b5=dense:2,2 b6=dense:2,2 \
    b7=dense:2,2 b8=dense:2,2 b9=dense:2,2 c1=dense:2,2 c2=dense:2,2 \
    c3=dense:2,2 c4=dense:2,2 c5=dense:2,2 c6=dense:2,2 c7=dense:2,2
    """
}
