/// A value of a graph that does not depend on its inputs.
struct ConstantTensor: Sendable {
  /// The elements, row-major; truth values are 0 and 1.
  enum Elements: Sendable {
    case floats([Float])
    case integers([Int])
  }

  /// The number of elements along each dimension; empty for a scalar.
  var shape: [Int]
  /// The elements.
  var elements: Elements

  /// The most elements that a constant may have.
  static let countLimit = 1 << 24

  /// Makes a tensor.
  ///
  /// - Precondition: `shape` holds as many elements.
  init(shape: [Int], _ elements: Elements) {
    self.shape = shape
    self.elements = elements
    precondition(shape.reduce(1, *) == count, "the elements must fit")
  }

  /// A vector of integers.
  init(_ integers: [Int]) {
    self.init(shape: [integers.count], .integers(integers))
  }

  /// The number of elements.
  var count: Int {
    switch elements {
    case .floats(let values): values.count
    case .integers(let values): values.count
    }
  }

  /// The floats; nil for integers.
  var floats: [Float]? {
    if case .floats(let values) = elements { values } else { nil }
  }

  /// The integers; nil for floats.
  var integers: [Int]? {
    if case .integers(let values) = elements { values } else { nil }
  }

  /// The integers of a tensor that holds places or states; none of floats.
  var codes: [Int] { integers ?? [] }

  /// Whether every element is 0.
  var isZero: Bool {
    switch elements {
    case .floats(let values): values.allSatisfy { $0 == 0 }
    case .integers(let values): values.allSatisfy { $0 == 0 }
    }
  }

  /// The elements at places of this tensor, as a tensor of another shape.
  func picking(_ places: [Int], shape: [Int]) -> ConstantTensor {
    switch elements {
    case .floats(let values):
      ConstantTensor(shape: shape, .floats(places.map { values[$0] }))
    case .integers(let values):
      ConstantTensor(shape: shape, .integers(places.map { values[$0] }))
    }
  }

  /// The sum of numbers that are not negative; nil when it overflows.
  static func sum(_ numbers: [Int]) -> Int? {
    var sum = 0
    for number in numbers {
      let (next, overflow) = sum.addingReportingOverflow(number)
      guard !overflow else { return nil }
      sum = next
    }
    return sum
  }

  /// The number of elements of a shape; nil when it has more than 32
  /// dimensions, one is negative, or there are more than `limit`, by default
  /// what a constant may have. Beside a 0 the other dimensions count the same:
  /// no part of a shape has a product beyond the limit.
  static func count(_ shape: [Int], limit: Int = countLimit) -> Int? {
    guard shape.count <= rankLimit else { return nil }
    var count = 1
    for dimension in shape {
      guard dimension >= 0 else { return nil }
      let (product, overflow) = count.multipliedReportingOverflow(
        by: max(dimension, 1))
      guard !overflow else { return nil }
      count = product
    }
    guard count <= limit else { return nil }
    return shape.contains(0) ? 0 : count
  }

  private static let rankLimit = 32
}

extension ConstantTensor {
  /// The tensor rearranged.
  func applying(_ operation: LayoutOperation) -> ConstantTensor {
    switch operation {
    case .reshape(let shape): ConstantTensor(shape: shape, elements)
    case .transpose(let permutation): transposed(permutation)
    case .take(let axis, let indices): taking(indices, axis)
    }
  }

  private func transposed(_ permutation: [Int]) -> ConstantTensor {
    var strides = Array(repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * shape[axis + 1]
    }
    var places = [0]
    for axis in permutation {
      places = places.flatMap { place in
        (0..<shape[axis]).map { place + $0 * strides[axis] }
      }
    }
    return picking(places, shape: permutation.map { shape[$0] })
  }

  private func taking(_ indices: [Int], _ axis: Int) -> ConstantTensor {
    let outer = shape[..<axis].reduce(1, *)
    let inner = shape[(axis + 1)...].reduce(1, *)
    var result = shape
    result[axis] = indices.count
    let places = (0..<outer).flatMap { block in
      indices.flatMap { index in
        let start = (block * shape[axis] + index) * inner
        return start..<start + inner
      }
    }
    return picking(places, shape: result)
  }

  /// The tensor repeated along dimensions of size 1, to a shape with which it
  /// is compatible.
  func broadcast(to target: [Int]) -> ConstantTensor {
    let padded =
      Array(repeating: 1, count: target.count - shape.count) + shape
    var places = [0]
    for (size, wanted) in zip(padded, target) {
      places = places.flatMap { place in
        (0..<wanted).map { place * size + (size == 1 ? 0 : $0) }
      }
    }
    return picking(places, shape: target)
  }

  /// The shape to which two shapes are broadcast (ONNX, "Multidirectional
  /// Broadcasting"); nil when they are not compatible.
  static func broadcastShape(_ left: [Int], _ right: [Int]) -> [Int]? {
    let rank = max(left.count, right.count)
    func padded(_ shape: [Int]) -> [Int] {
      Array(repeating: 1, count: rank - shape.count) + shape
    }
    var result: [Int] = []
    for (a, b) in zip(padded(left), padded(right)) {
      guard a == b || a == 1 || b == 1 else { return nil }
      result.append(a == 1 ? b : a)
    }
    return count(result) == nil ? nil : result
  }
}
