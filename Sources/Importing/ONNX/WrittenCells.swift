import SwiftletONNXSchema

/// LSTM cells that an exporter has written out for one timestep, whose state a
/// call brings and takes back:
///
///     i, f, g, o = Split(x W + h R + b)
///     c' = Sigmoid(f) c + Sigmoid(i) Tanh(g)
///     h' = Sigmoid(o) Tanh(c')
///
/// An `LSTM` node takes the place of each.
struct WrittenCells {
  private var graph: Onnx_GraphProto
  private let decoding: TensorDecoding
  private var values = NamedValues()
  private var inputs: Set<String>
  /// So many nodes may lie between an input and a cell.
  private static let rearrangements = 64
  /// So many outputs are looked at.
  private static let outputs = 64
  /// So many graphs within graphs are looked at.
  private var branches = 64
  /// How many weights may still be copied.
  private var budget = 1 << 25

  /// A cell by the names of its values.
  private struct Cell {
    var hidden, cell: String
    var input, lastHidden, lastCell: String
    var inputWeight, recurrentWeight: Product
    var biases: [String]
    /// The parts of the sum of `i`, `o`, `f` and `g`.
    var parts: [Int]
  }

  /// A product of a value and a constant matrix.
  private struct Product {
    var value: String
    var matrix: Onnx_TensorProto
    var isTransposed: Bool
  }

  /// The graph with `LSTM` nodes, and those in the branches of an `If` with
  /// them.
  ///
  /// - Throws: `ImportError` when a tensor of a cell is not understood.
  static func replaced(
    in graph: Onnx_GraphProto, _ decoding: TensorDecoding
  ) throws -> Onnx_GraphProto {
    var cells = WrittenCells(decoding)
    cells.enter(graph)
    try cells.replaceAll()
    return cells.graph
  }

  private init(_ decoding: TensorDecoding) {
    self.decoding = decoding
    graph = Onnx_GraphProto()
    inputs = []
  }

  /// Takes a graph, whose values may be those of the graph around it too.
  private mutating func enter(_ graph: Onnx_GraphProto) {
    self.graph = graph
    values.add(graph)
    inputs.formUnion(graph.input.map(\.name))
    inputs.subtract(graph.initializer.map(\.name))
  }

  /// Replaces the cells of the graph, and those of its branches.
  private mutating func replaceAll() throws {
    for index in graph.node.indices where graph.node[index].opType == "If" {
      for place in graph.node[index].attribute.indices
      where graph.node[index].attribute[place].type == .graph && branches > 0 {
        branches -= 1
        var branch = self
        branch.enter(graph.node[index].attribute[place].g)
        try branch.replaceAll()
        graph.node[index].attribute[place].g = branch.graph
        (budget, branches) = (branch.budget, branch.branches)
      }
    }
    try replace()
  }

  private mutating func replace() throws {
    var replaced: [String: Cell] = [:]
    var nodes: [String: [Onnx_NodeProto]] = [:]
    for node in graph.node where node.opType == "Mul" {
      guard let cell = cell(node), let own = try self.nodes(of: cell) else {
        continue
      }
      replaced[cell.hidden] = cell
      nodes[cell.cell] = own
    }
    guard !replaced.isEmpty else { return }
    let places = returnedPlaces(replaced)
    var result: [Onnx_NodeProto] = []
    for (index, node) in graph.node.enumerated() {
      let name = node.output.first ?? ""
      if let own = nodes[name] {
        result += own
      } else if replaced[name] == nil {
        var node = node
        if places.contains(index) {
          node.input = node.input.map {
            replaced[$0] == nil ? $0 : Self.state($0)
          }
        }
        result.append(node)
      }
    }
    graph.node = result
  }

  /// The name of a hidden state as one that returns.
  private static func state(_ hidden: String) -> String { "\(hidden) (state)" }
}

/// What cells look like.
extension WrittenCells {
  /// The cell whose `h'` a product is; nil where it is none.
  private func cell(_ node: Onnx_NodeProto) -> Cell? {
    guard let hidden = node.output.first, let (o, next) = gated(node),
      let sum = values.producers[next], sum.opType == "Add",
      sum.input.count == 2
    else { return nil }
    for (kept, taken) in [(0, 1), (1, 0)] {
      guard let keeping = values.producers[sum.input[kept]],
        let taking = values.producers[sum.input[taken]],
        let (i, g) = gated(taking), keeping.opType == "Mul",
        keeping.input.count == 2
      else { continue }
      for (gate, value) in [(0, 1), (1, 0)] {
        guard let f = values.operand(of: "Sigmoid", keeping.input[gate]),
          let source = source(of: keeping.input[value]),
          let parts = parts([i, o, f, g]),
          let terms = terms(parts.sum), terms.products.count == 2,
          let recurrent = recurrent(terms.products, source)
        else { continue }
        return Cell(
          hidden: hidden, cell: next,
          input: terms.products[1 - recurrent].value,
          lastHidden: terms.products[recurrent].value,
          lastCell: keeping.input[value],
          inputWeight: terms.products[1 - recurrent],
          recurrentWeight: terms.products[recurrent], biases: terms.biases,
          parts: parts.indices)
      }
    }
    return nil
  }

  /// `a` and `b` of `Sigmoid(a) Tanh(b)`.
  private func gated(_ node: Onnx_NodeProto) -> (String, String)? {
    guard node.opType == "Mul", node.input.count == 2 else { return nil }
    for (a, b) in [(0, 1), (1, 0)] {
      if let gate = values.operand(of: "Sigmoid", node.input[a]),
        let value = values.operand(of: "Tanh", node.input[b])
      {
        return (gate, value)
      }
    }
    return nil
  }

  /// Which parts of one sum values are: all four that a `Split` gives.
  private func parts(_ names: [String]) -> (sum: String, indices: [Int])? {
    guard let split = values.producers[names[0]], split.opType == "Split",
      split.output.count == 4, let sum = split.input.first,
      let axis = split.attribute.first(where: { $0.name == "axis" })?.i,
      axis == 1 || axis == -1
    else { return nil }
    let indices = names.compactMap { split.output.firstIndex(of: $0) }
    return Set(indices).count == 4 ? (sum, indices) : nil
  }

  /// The products and the constants that a sum adds up.
  private func terms(
    _ sum: String
  ) -> (products: [Product], biases: [String])? {
    var (products, biases) = ([Product](), [String]())
    var open = [sum]
    for _ in 0..<16 {
      guard let name = open.popLast() else { return (products, biases) }
      if values.tensors[name] != nil {
        biases.append(name)
        continue
      }
      guard let node = values.producers[name], node.input.count >= 2 else {
        return nil
      }
      switch node.opType {
      case "Add": open += node.input
      case "MatMul", "Gemm":
        guard let matrix = values.tensors[node.input[1]],
          let isTransposed = isTransposed(node)
        else { return nil }
        products.append(
          Product(
            value: node.input[0], matrix: matrix, isTransposed: isTransposed))
        open += node.input.dropFirst(2).filter { !$0.isEmpty }
      default: return nil
      }
    }
    return nil
  }

  /// Whether a product takes its matrix transposed; nil where it does more.
  private func isTransposed(_ node: Onnx_NodeProto) -> Bool? {
    var isTransposed = false
    for attribute in node.attribute {
      switch attribute.name {
      case "transB": isTransposed = attribute.i != 0
      case "transA" where attribute.i == 0: break
      case "alpha" where attribute.f == 1: break
      case "beta" where attribute.f == 1: break
      default: return nil
      }
    }
    return isTransposed
  }

  /// Which of two products takes the state: the only one of an input, or the
  /// one of the input that brings `c`.
  private func recurrent(
    _ products: [Product], _ source: String
  ) -> Int? {
    let sources = products.map { self.source(of: $0.value) }
    for isRight in [{ $0 == source }, { $0 != nil }] as [(String?) -> Bool] {
      let places = sources.indices.filter { isRight(sources[$0]) }
      if places.count == 1 { return places[0] }
    }
    return nil
  }

  /// The input that a value is, or a part of; nil of other values.
  private func source(of name: String) -> String? {
    var name = name
    for _ in 0..<Self.rearrangements {
      if inputs.contains(name) { return name }
      guard let node = values.producers[name],
        StateInputs.operations.contains(node.opType),
        node.opType != "Concat" || node.input.count == 1,
        let before = node.input.first
      else { return nil }
      name = before
    }
    return nil
  }

  /// The nodes that rearrange states to outputs: those behind which there is
  /// nothing but states of cells, a `c` among them.
  private func returnedPlaces(_ cells: [String: Cell]) -> Set<Int> {
    let states = Set(cells.keys).union(cells.values.map(\.cell))
    let places = Dictionary(
      graph.node.enumerated().flatMap { place, node in
        node.output.map { ($0, place) }
      }, uniquingKeysWith: { first, _ in first })
    var returned: Set<Int> = []
    for output in graph.output.prefix(Self.outputs) {
      var (seen, open, leaves) = (Set<Int>(), [output.name], [String]())
      while let name = open.popLast() {
        guard !states.contains(name), let place = places[name],
          StateInputs.operations.contains(graph.node[place].opType)
        else {
          leaves.append(name)
          continue
        }
        guard seen.insert(place).inserted else { continue }
        let isConcat = graph.node[place].opType == "Concat"
        open += graph.node[place].input.prefix(isConcat ? .max : 1)
      }
      if leaves.allSatisfy(states.contains),
        leaves.contains(where: { cells[$0] == nil })
      {
        returned.formUnion(seen)
      }
    }
    return returned
  }
}

/// What takes their place.
extension WrittenCells {
  /// The nodes in the place of a cell; nil where its tensors do not fit.
  private mutating func nodes(of cell: Cell) throws -> [Onnx_NodeProto]? {
    guard let input = try matrix(cell.inputWeight),
      let recurrent = try matrix(cell.recurrentWeight),
      recurrent.columns == 4 * recurrent.rows,
      input.columns == recurrent.columns
    else { return nil }
    let size = recurrent.rows
    var bias = Array(repeating: Float(0), count: 4 * size)
    for name in cell.biases {
      guard let tensor = values.tensors[name],
        tensor.dims.last == Int64(bias.count),
        tensor.dims.dropLast().allSatisfy({ $0 == 1 }),
        let terms = try decoding.tensor(tensor).floats,
        terms.count == bias.count
      else { return nil }
      bias = zip(bias, terms).map(+)
    }
    func ordered(_ values: [Float]) -> [Float] {
      let count = values.count / 4
      return cell.parts.flatMap { values[$0 * count..<($0 + 1) * count] }
    }
    let name = cell.hidden
    func tensor(_ role: String, _ shape: [Int], _ values: [Float]) -> String {
      var tensor = Onnx_TensorProto()
      tensor.name = "\(name) (\(role))"
      tensor.dataType = Int32(Onnx_TensorProto.DataType.float.rawValue)
      tensor.dims = shape.map(Int64.init)
      tensor.floatData = values
      graph.initializer.append(tensor)
      return tensor.name
    }
    let weights = [
      tensor(
        "W", [1, 4 * size, input.rows], ordered(input.transposed.values)),
      tensor(
        "R", [1, 4 * size, size], ordered(recurrent.transposed.values)),
      tensor(
        "B", [1, 8 * size], ordered(bias) + bias.map { _ in 0 }),
    ]
    let values = [cell.input, cell.lastHidden, cell.lastCell]
    let given = values.indices.map { "\(name) (operand \($0))" }
    let results = ["Y", "Y_h", "Y_c"].map { "\(name) (\($0))" }
    return zip(values, given).map {
      Onnx_NodeProto("Unsqueeze", [$0], [$1], axes: [0])
    } + [
      Onnx_NodeProto(
        "LSTM", [given[0]] + weights + ["", given[1], given[2]], results),
      Onnx_NodeProto("Squeeze", [results[0]], [name], axes: [0, 1]),
      Onnx_NodeProto("Squeeze", [results[1]], [Self.state(name)], axes: [0]),
      Onnx_NodeProto("Squeeze", [results[2]], [cell.cell], axes: [0]),
    ]
  }

  /// A matrix of which a product's value is multiplied from the left.
  private mutating func matrix(_ product: Product) throws -> Matrix? {
    let shape = product.matrix.dims.map { Int($0) }
    guard shape.count == 2, let count = ConstantTensor.count(shape),
      1..<budget ~= count,
      let values = try decoding.tensor(product.matrix).floats
    else { return nil }
    budget -= count
    let matrix = Matrix(rows: shape[0], columns: shape[1], values: values)
    return product.isTransposed ? matrix.transposed : matrix
  }
}

extension Onnx_NodeProto {
  /// A node, with its axes where it has any.
  fileprivate init(
    _ operation: String, _ inputs: [String], _ outputs: [String],
    axes: [Int64] = []
  ) {
    self.init()
    opType = operation
    name = outputs[0]
    input = inputs
    output = outputs
    guard !axes.isEmpty else { return }
    var attribute = Onnx_AttributeProto()
    attribute.name = "axes"
    attribute.type = .ints
    attribute.ints = axes
    self.attribute = [attribute]
  }
}
