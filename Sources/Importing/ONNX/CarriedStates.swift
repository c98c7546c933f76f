/// Which numbers of which inputs recurrent layers start from.
struct CarriedStates {
  /// The element of a layer's state that starts from an input's, by the codes
  /// of both.
  private var fed: [Int: Int] = [:]
  /// The inputs, by their index among the graph's.
  private(set) var inputs: Set<Int> = []

  /// Whether every layer starts from a state of its own.
  var isEmpty: Bool { fed.isEmpty }

  /// Notes where an element of a layer's state starts from.
  ///
  /// - Returns: Whether it is the only one that starts from there.
  mutating func start(_ element: StateElement, from code: Int) -> Bool {
    if case .input(let number) = StateElement(code: code).owner {
      inputs.insert(number)
    }
    return (fed.updateValue(element.code, forKey: code) ?? element.code)
      == element.code
  }

  /// The input that elements bring back: that from which the first of them
  /// starts; nil where they start from none.
  func input(of tensor: ConstantTensor) -> Int? {
    let elements = Set(tensor.codes)
    let source = fed.filter { elements.contains($0.value) }.keys.min()
    guard let source, case .input(let number) = StateElement(code: source).owner
    else { return nil }
    return number
  }

  /// Whether elements return to the places of an input that they come from.
  ///
  /// - Parameters:
  ///   - shape: The input's shape; where its number of sequences is open and
  ///     so 1, the first sequence of the elements is looked at.
  ///   - batchSize: The number of sequences of the elements.
  func returns(
    _ tensor: ConstantTensor, to input: Int, shape: [Int], batchSize: Int
  ) -> Bool {
    guard tensor.shape.count == shape.count, tensor.count > 0 else {
      return false
    }
    let first = shape.indices.reduce(tensor) { tensor, axis in
      shape[axis] == 1 && tensor.shape[axis] == batchSize
        ? tensor.applying(.take(axis: axis, indices: [0])) : tensor
    }
    guard first.shape == shape, let elements = first.integers else {
      return false
    }
    return elements.enumerated().allSatisfy { place, element in
      let start = fed[StateElement(.input(input), place).code]
      return start == nil || start == element
    }
  }
}
