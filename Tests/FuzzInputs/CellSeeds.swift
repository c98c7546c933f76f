import Foundation
import SwiftProtobuf
import SwiftletONNXSchema
import WrongModels

/// Graphs that write recurrent cells out node by node, some with nodes that are
/// others.
///
/// A line is a graph: a form, and nodes `name=Operator inputs attributes`, as
/// those of `GraphSeeds` are, in the place of the form's nodes of the same name;
/// a node of a new name comes before the next one that has a place.
enum CellSeeds {
  static func all() throws -> [(name: String, bytes: Data)] {
    let base = try WrongONNX.load("onnx-node-lstm.onnx")
    return try lines.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ", maxSplits: 1).map(String.init)
      guard let form = forms[words[0]] else { return nil }
      var model = base
      model.graph = form.graph(
        changed(form.nodes, by: words.count > 1 ? words[1] : ""))
      return (String(line), try model.serializedData())
    }
  }

  /// How a cell stands in a graph.
  private struct Form {
    var nodes: String
    /// The graph's inputs, beside those that the body of a `Scan` has.
    var inputs: [(name: String, shape: [Int64])] = [("x", [7, 1, 5])]
    var outputs = ["y"]
    /// States before and after a timestep, of the body of a `Scan`.
    var states: [(before: String, after: String)] = []

    func graph(_ nodes: [String]) -> Onnx_GraphProto {
      var graph = Onnx_GraphProto()
      for input in inputs { graph.addInput(input.name, input.shape) }
      graph.output = outputs.map { .named($0) }
      let own = nodes.map { line in
        let halves = line.split(separator: "=", maxSplits: 1).map(String.init)
        var node = GraphSeeds.node(halves[1], in: &graph)
        node.output = halves[0].split(separator: ",").map(String.init)
        return node
      }
      guard !states.isEmpty else {
        graph.node = own
        return graph
      }
      var body = Onnx_GraphProto()
      body.node = own
      for (before, _) in states { body.addInput(before, [1, 4]) }
      body.addInput("xt", [1, 5])
      body.output = (states + states.prefix(1)).map { .named($0.after) }
      graph.add("start", [1, 4], Array(repeating: 0, count: 4))
      graph.node = [
        .make("MatMul", ["x", GraphSeeds.value("f5x4", in: &graph)], "outer"),
        .make("Scan", states.map { _ in "start" } + ["x"], "") {
          $0.output = states.map { "\($0.after) at the end" } + ["y"]
          $0.set("num_scan_inputs", integer: 1)
          $0.set("body", graph: body)
        },
      ]
      return graph
    }
  }

  private static func changed(_ text: String, by changes: String) -> [String] {
    func nodes(_ text: String) -> [(name: Substring, line: String)] {
      text.split(whereSeparator: { $0 == "|" || $0 == "\n" }).map {
        ($0.prefix { $0 != "=" }, String($0))
      }
    }
    var open = nodes(changes)[...]
    return nodes(text).flatMap { node in
      guard let place = open.firstIndex(where: { $0.name == node.name }) else {
        return [node.line]
      }
      defer { open = open[(place + 1)...] }
      return open[...place].map(\.line)
    }
  }

  private static let lstm = """
    xw=MatMul xt f5x16|hw=MatMul h f4x16|s=Add xw hw|t=Add s f16
    i,o,f,g=Split t i4=4 axis:1
    si=Sigmoid i|sf=Sigmoid f|so=Sigmoid o|tg=Tanh g
    p=Mul sf c|q=Mul si tg|cn=Add p q|tc=Tanh cn|hn=Mul so tc

    """
  private static let gru = """
    xw=MatMul xt f5x12|xb=Add xw f12|hw=MatMul h f4x12|hb=Add hw f12
    xz,xr,xn=Split xb i3=4 axis:1|hz,hr,hm=Split hb i3=4 axis:1
    zs=Add xz hz|z=Sigmoid zs|rs=Add xr hr|r=Sigmoid rs
    rm=Mul r hm|ns=Add xn rm|n=Tanh ns
    zc=Sub f=1 z|p=Mul zc n|q=Mul z h|o=Add p q
    """
  private static let unrolled = """
    w=MatMul x f5x4|b=Add w f4
    x0=Gather b i=0 axis:0|x1=Gather b i=1 axis:0|x2=Gather b i=2 axis:0
    s0=Add x0 f4|h0=Tanh s0
    u1=Gemm h0 f4x4 f4|s1=Add x1 u1|h1=Tanh s1
    u2=Gemm h1 f4x4 f4|s2=Add x2 u2|h2=Tanh s2
    e0=Unsqueeze h0 i1=0|e1=Unsqueeze h1 i1=0|e2=Unsqueeze h2 i1=0
    y=Concat e0 e1 e2 axis:0
    """
  private static let forms = [
    "lstm": Form(nodes: lstm, states: [("h", "hn"), ("c", "cn")]),
    "gru": Form(nodes: gru, states: [("h", "o")]),
    "three": Form(
      nodes: lstm + "d2=Mul d d",
      states: [("h", "hn"), ("c", "cn"), ("d", "d2")]),
    "unrolled": Form(nodes: unrolled, inputs: [("x", [3, 1, 5])]),
    // As exporters write an LSTM's timestep, whose states a call brings.
    "written": Form(
      nodes: "h=Gather s0 i=0 axis:0|c=Gather s0 i=1 axis:0\n" + lstm
        + "hu=Unsqueeze hn i1=0|cu=Unsqueeze cn i1=0|sn=Concat hu cu axis:0\n"
        + "y=MatMul hn f4x2",
      inputs: [("xt", [1, 5]), ("s0", [2, 1, 4])], outputs: ["y", "sn"]),
    "apart": Form(
      nodes: "x=Mul xt f=0.5|s2=Identity s\n"
        + lstm.replacing("MatMul xt", with: "MatMul x")
        + "sn=Identity hn|y=MatMul hn f4x2",
      inputs: [("xt", [1, 5]), ("h", [1, 4]), ("c", [1, 4])],
      outputs: ["y", "sn", "cn"]),
  ]

  private static let lines = """
    written
    written cn=Add q p
    written cn=Add q f4
    written p=Mul c sf|q=Mul tg si|hn=Mul tc so
    written sf=Tanh f
    written sf=Sigmoid i
    written p=Mul sf sf
    written i,o,f,g=Split t axis:-1
    written i,o,f,g=Split t i4=4 axis:0
    written i,o,f=Split t i3=4,4,8 axis:1
    written xw=Gemm xt f5x16 f16
    written xw=Gemm xt f16x5 f16 transB:1
    written xw=Gemm xt f16x5 _ transB:1 alpha:1.0 beta:1.0 transA:0
    written xw=Gemm xt f16x5 f16 transB:1 alpha:2.0
    written xw=Relu xt
    written s=Add xw nothing
    written t=Add s f1x16
    written t=Add s f=1
    written t=Add s i16
    written hw=MatMul h f4x12
    written hw=MatMul h f1x4x16
    written hw=MatMul h i4x16
    written hw=MatMul h f0x16
    written xw=MatMul xt f5x12
    written s=Add xw xw
    written a=Add xw hw|b=Add a a|d=Add b b|e=Add d d|s=Add e e
    written h0=Gather s0 i=0 axis:0|h=Concat h0 axis:0
    written h0=Gather s0 i=0 axis:0|h=Mul h0 f=0.5
    written c0=Gather s0 i=1 axis:0|c=Concat c0 c0 axis:1
    written c=MatMul xt f5x4
    written sn=Concat hu hu axis:0
    written sn=Concat hu cu cu axis:0
    written sn=Concat hn xt axis:0
    written sn=Identity hn
    apart
    apart x=Identity xt
    apart sn=Identity cn
    apart sn=Unsqueeze hn i1=0
    lstm
    lstm cn=Add q p
    lstm si=Tanh i
    lstm sf=Tanh f
    lstm so=Tanh o
    lstm tc=Relu cn
    lstm tg=Relu g|tc=Relu cn
    lstm tg=Mul g g
    lstm tg=Sub f=1 g
    lstm hw=MatMul c f4x16
    lstm hc=Add h c|hw=MatMul hc f4x16
    lstm hw=MatMul outer f4x16
    lstm hw=Mul h f4
    lstm t=Add s outer
    lstm t=Sub s f16
    lstm t=Sub s s
    lstm t=Mul s s
    lstm t=Max s s
    lstm t2=Mul t f16|i,o,f,g=Split t2 i4=4 axis:1
    lstm d=MatMul xt f5x4|e=Sigmoid d|si=Mul e e
    lstm a=MatMul xt f5x2|b=MatMul h f4x2|si0=Concat a b axis:1|si=Sigmoid si0
    lstm a=MatMul xt f5x2|b=Sigmoid a|d=Concat a b axis:1|si=Sigmoid d
    lstm a=MatMul xt f5x2|b=Sigmoid a|d=Concat b b axis:1|si=MatMul d f4x4
    lstm a=Concat xt h axis:1|s=MatMul a f9x16
    lstm a=Concat xt h c axis:1|s=MatMul a f13x16
    lstm a=Add c c|d=Add a a|e=Add d d|k=Add e e|l=Add k k|m=Add l l|\
    r=Add m m|u=Add r r|v=Add u u|w=Add v v|z=Add w w|cn=Add z q
    lstm xw=LeakyRelu xt
    lstm cn=Identity c
    lstm hn=Identity h
    lstm cn=Identity xt
    gru
    gru rh=Mul r h|rm=MatMul rh f4x4
    gru rh=Mul h r|rm=MatMul rh f4x4
    gru rh=Mul r r|rm=MatMul rh f4x4
    gru rh=Mul n0 h|rm=MatMul rh f4x4
    gru n0=Tanh rs|rh=Mul n0 h|rm=MatMul rh f4x4
    gru rm=Mul xn hm
    gru rm=Mul r r
    gru rm=Mul hm r
    gru rm=Mul r xn
    gru rm=Sigmoid hm
    gru r=Tanh rs
    gru z=Tanh zs
    gru zc=Sub f=2 z
    gru zc=Add f=1 z
    gru zc=Mul f=-1 z
    gru zc=Sigmoid zs
    gru p=Mul z n|q=Mul zc h
    gru p=Mul n zc|q=Mul h z
    gru p=Mul zc h
    gru q=Mul h h
    gru q=Mul r h
    gru p=Mul zc zc
    gru z=HardSigmoid zs|r=HardSigmoid rs
    gru z=HardSigmoid zs
    gru r=HardSigmoid rs
    gru z=HardSigmoid zs|r=HardSigmoid rs|p=Mul z n|q=Mul zc h
    gru n=LeakyRelu ns
    gru o=Tanh outer
    gru o=Identity f1x4
    gru o=Add h n0
    gru n0=Sigmoid outer|n=Add ns n0
    gru n=Relu ns
    gru n=Identity ns
    gru n=Sigmoid ns
    gru o=Tanh zs
    gru o=Relu zs
    gru o=Identity zs
    gru o=Sigmoid zs
    gru o=Sub p q
    gru hw=MatMul h f4x12|hb=Div hw f12
    gru hb=Sub hw f12
    gru xb=Sub xw f12|hb=Sub f12 hw
    gru xs=Sub xt f5|xw=MatMul xs f5x12
    gru xs=Div xt f5|xw=MatMul xs f5x12
    gru xs=Div f5 xt|xw=MatMul xs f5x12
    gru xs=Mul xt f5|xt2=Relu xs|xw=MatMul xt2 f5x12
    three
    unrolled
    unrolled y=MatMul h2 f4x2
    unrolled y=MatMul h1 f4x2
    unrolled y=MatMul x1 f4x2
    unrolled y=Softmax h2
    unrolled y=Softmax h1
    unrolled y=Relu x1
    unrolled y=Concat e0 e2 e1 axis:0
    unrolled y=Concat e0 e1 axis:0
    unrolled y=Concat e0 e1 e2 axis:2
    unrolled y=Concat e0 e1 x axis:0
    unrolled h0=Relu s0|h1=Relu s1|h2=Relu s2
    unrolled h0=Tanh s0|h1=Relu s1
    unrolled h0=Sigmoid s0
    unrolled h0=Tanh x0|u1=MatMul h0 f4x4|u2=MatMul h1 f4x4
    unrolled h0=Tanh x0
    unrolled h1=Tanh u1
    unrolled s0=Add x0 f4=1
    unrolled u2=Gemm h1 f4x4=1 f4
    unrolled u2=Gemm h1 f4x4 f4=1
    unrolled u2=MatMul h1 f4x4
    unrolled m1=MatMul h0 f4x4|u1=Add m1 f4|m2=MatMul h1 f4x4|u2=Add f4 m2
    unrolled s1=Add x1 f4
    unrolled s1=Add x1 x1
    unrolled s1=Add x2 u1
    unrolled s1=Add u1 x1
    unrolled s2=Add x2 b
    unrolled u1=Gemm h0 f4x3 f3
    unrolled u1=Gemm h1 f4x4 f4
    unrolled x0=Gather b i=1 axis:0
    unrolled x2=Gather x i=2 axis:0
    unrolled x1=Gather w i=1 axis:0
    unrolled s0=Add x0 f1x1x4
    unrolled s0=Mul x0 f4
    unrolled w=Relu x
    unrolled w=MatMul x f5x4|b=Relu w
    """
}
