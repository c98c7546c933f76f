import SwiftletCells

/// A recurrent cell that expressions are.
struct CellMatch {
  /// A gate, or what stands in the place of one: the sum that an activation
  /// takes.
  struct Gate: Equatable {
    var map: LinearMap
    var isHard = false
  }

  var kind: RecurrentKind
  /// The rows of the input, of the state and their biases, in ONNX's order of
  /// gates; a reset-after GRU's candidate has one over the state too.
  var maps: [LinearMap]
  var hiddenMap: LinearMap?
  /// Whether gates are hard sigmoids.
  var isHard = false
  /// The activation of the candidate, or of the whole.
  var activation: Layer.DenseActivation
  /// Which of the loop's states is hidden, and which an LSTM's cell.
  var states = [0]
}

/// Compares expressions with the equations of cells, over columns of the input
/// and of states.
struct CellMatching {
  let inputSize: Int
  let hiddenSize: Int
  let stateCount: Int

  /// The cell that the states after a timestep are; nil of other ones.
  func cell(_ next: [CellExpression]) -> CellMatch? {
    switch next.count {
    case 1: simpleRNN(next[0]) ?? gru(next[0])
    case 2: lstm(next, hidden: 0) ?? lstm(next, hidden: 1)
    default: nil
    }
  }

  /// `activation(W x + U h + b)`.
  private func simpleRNN(_ next: CellExpression) -> CellMatch? {
    let (activation, sum) = activated(next)
    guard let map = sum.map,
      let kind = Layer.RecurrentActivation(rawValue: activation.rawValue)
    else { return nil }
    return CellMatch(
      kind: .simpleRNN(kind), maps: [map], activation: activation)
  }

  /// `z h + (1 - z) n`, or with `z` and `1 - z` exchanged.
  private func gru(_ next: CellExpression) -> CellMatch? {
    let products = next.summands.map(\.factors)
    guard products.count == 2, products.allSatisfy({ $0.count == 2 }),
      let kept = products.firstIndex(where: { $0.contains(state(0)) })
    else { return nil }
    let keeping = products[kept].filter { $0 != state(0) }
    guard keeping.count == 1 else { return nil }
    for place in [0, 1] {
      let other = products[1 - kept][place]
      guard let update = update(keeping[0], other) else { continue }
      var match = candidate(products[1 - kept][1 - place])
      guard match?.maps.count == 2,
        match?.isHard == update.isHard
      else { continue }
      match?.maps.insert(update.map, at: 0)
      return match
    }
    return nil
  }

  /// `z` of the factors of `h` and of the candidate.
  private func update(
    _ keeping: CellExpression, _ taking: CellExpression
  ) -> CellMatch.Gate? {
    if let gate = gate(keeping), complement(taking) == gate { return gate }
    guard var gate = gate(taking), complement(keeping) == gate else {
      return nil
    }
    let ones = gate.map.bias.map { _ in Float(1) }
    gate.map = gate.map.scaled(
      ones.map { -$0 }, gate.isHard ? ones : ones.map { _ in 0 })
    return gate
  }

  /// A GRU's candidate: the maps of `r` and of the candidate.
  private func candidate(_ expression: CellExpression) -> CellMatch? {
    let (activation, sum) = activated(expression)
    let summands = sum.summands
    guard summands.count == 2, let input = summands[0].map,
      isZero(input, from: 0)
    else { return nil }
    switch summands[1] {
    case .matrix(let weight, .product(let factors)):
      guard factors.count == 2, let place = factors.firstIndex(of: state(0)),
        let reset = gate(factors[1 - place])
      else { return nil }
      var map = input
      for row in map.rows.indices {
        map.rows[row].replaceSubrange(inputSize..., with: weight[row])
      }
      return CellMatch(
        kind: .gru(resetAfter: false), maps: [reset.map, map],
        isHard: reset.isHard, activation: activation)
    case .product(let factors):
      for place in factors.indices where factors.count == 2 {
        if let reset = gate(factors[place]),
          let hidden = factors[1 - place].map,
          hidden.rows.allSatisfy({ $0[..<inputSize].allSatisfy { $0 == 0 } })
        {
          return CellMatch(
            kind: .gru(resetAfter: true), maps: [reset.map, input],
            hiddenMap: hidden, isHard: reset.isHard, activation: activation)
        }
      }
      return nil
    default: return nil
    }
  }

  /// `c' = f c + i g`, `h' = o tanh(c')`.
  private func lstm(_ next: [CellExpression], hidden: Int) -> CellMatch? {
    let cell = state(1 - hidden)
    let products = next[1 - hidden].summands.map(\.factors)
    let output = next[hidden].factors
    guard products.count == 2, products.allSatisfy({ $0.count == 2 }),
      output.count == 2,
      let kept = products.firstIndex(where: { $0.contains(cell) }),
      let forget = products[kept].compactMap(gate).first
    else { return nil }
    for (a, b) in [(0, 1), (1, 0)] {
      let (activation, sum) = activated(products[1 - kept][b])
      guard let input = gate(products[1 - kept][a]), let candidate = sum.map
      else { continue }
      for (c, d) in [(0, 1), (1, 0)] {
        guard let gate = gate(output[c]),
          activated(output[d]) == (activation, next[1 - hidden]),
          [input, forget].allSatisfy({ $0.isHard == gate.isHard })
        else { continue }
        let maps = [input.map, gate.map, forget.map, candidate].map {
          ordered($0, hidden)
        }
        guard maps.allSatisfy({ isZero($0, from: hiddenSize) }) else {
          return nil
        }
        return CellMatch(
          kind: .lstm, maps: maps, isHard: gate.isHard, activation: activation,
          states: [hidden, 1 - hidden])
      }
    }
    return nil
  }
}

extension CellMatching {
  /// A state before the timestep.
  private func state(_ index: Int) -> CellExpression {
    let start = inputSize + index * hiddenSize
    return .linear(
      LinearMap(
        rows: (0..<hiddenSize).map { unit in
          (0..<columnCount).map { $0 == start + unit ? 1 : 0 }
        }, bias: Array(repeating: 0, count: hiddenSize)))
  }

  private var columnCount: Int { inputSize + stateCount * hiddenSize }

  private func activated(
    _ expression: CellExpression
  ) -> (Layer.DenseActivation, CellExpression) {
    if case .activation(let activation, let inner) = expression {
      return (activation, inner)
    }
    return (.linear, expression)
  }

  /// A sigmoid, or a hard one: `clip(x, 0, 1)` after all factors.
  private func gate(_ expression: CellExpression) -> CellMatch.Gate? {
    switch expression {
    case .activation(.sigmoid, .linear(let map)): return .init(map: map)
    case .clipped(0...1, .linear(let map)):
      return .init(map: map, isHard: true)
    case .scaled(let factors, let terms, .clipped(let range, .linear(let map))):
      let isUnit = zip(factors, terms).allSatisfy { factor, term in
        abs(range.lowerBound * factor + term) < 1e-6
          && abs(range.upperBound * factor + term - 1) < 1e-6
      }
      return isUnit
        ? .init(map: map.scaled(factors, terms), isHard: true) : nil
    default: return nil
    }
  }

  /// The gate of which an expression is 1 less it.
  private func complement(_ expression: CellExpression) -> CellMatch.Gate? {
    guard case .scaled(let factors, let terms, let inner) = expression else {
      return nil
    }
    // 1 - (f x + t) = -f x + (1 - t)
    return gate(
      .scaled(factors.map { -$0 }, terms.map { 1 - $0 }, inner).simplified)
  }

  /// Whether a map has zeros over states from a place on.
  private func isZero(_ map: LinearMap, from place: Int) -> Bool {
    map.rows.allSatisfy {
      $0[(inputSize + place)...].allSatisfy { $0 == 0 }
    }
  }

  /// The map with the columns of the hidden state before those of the cell's.
  private func ordered(_ map: LinearMap, _ hidden: Int) -> LinearMap {
    guard hidden == 1 else { return map }
    let first = inputSize..<inputSize + hiddenSize
    let second = first.upperBound..<first.upperBound + hiddenSize
    var result = map
    result.rows = map.rows.map { row in
      Array(row[..<inputSize] + row[second] + row[first])
    }
    return result
  }
}
