/// A value that depends on a graph's inputs: where it comes from, and what its
/// axes are.
struct Signal {
  /// Where the values come from.
  enum Source {
    /// An input of the graph, or what is taken of it along one of its axes.
    case input(String, taken: Taken? = nil)
    /// Features of each timestep, or of the last one only.
    case features([Wire], isLastStep: Bool)
    /// Features of each timestep, from the last one to the first.
    case reversed([Wire])
    /// A part of one timestep of an unrolled layer.
    case step(UnrolledLayer.Part)
  }

  /// What is taken of an input.
  struct Taken {
    /// The input's axis.
    var axis: Int
    /// The places along it.
    var indices: [Int]
  }

  /// Zeros before and after the values along an axis.
  struct Padding {
    var axis: Int
    var left, right: Int
  }

  /// Timesteps that a convolution gives after the last one.
  struct Ahead {
    var axis: Int
    var count: Int
    /// What is said where they are not left out.
    var error: ImportError
  }

  /// A run of elements that no reshape tears apart.
  struct Atom: Equatable {
    /// What the run is.
    enum Role: Equatable {
      /// An axis of the graph's input, such as time.
      case input(axis: Int)
      /// The values of one timestep.
      case features
    }

    var role: Role
    /// How many, above 1.
    var size: Int
  }

  var source: Source
  /// Of an input of the graph: what is done to it before the first layer.
  var scaling = InputScaling()
  /// The axis along which it is scaled, where not by the same numbers.
  var scaledAxis: [Atom]?
  /// Zeros that the convolution that follows takes too.
  var padding: Padding?
  /// Timesteps after the last, which what follows has to leave out.
  var ahead: Ahead?
  /// What ends the network, once it has.
  var function = ImportedNetwork.OutputFunction.none
  /// The atoms of each axis, outermost first; none for an axis of size 1.
  var axes: [[Atom]]

  init(source: Source, axes: [[Atom]]) {
    self.source = source
    self.axes = axes
  }

  /// The size of each axis.
  var shape: [Int] {
    axes.map { $0.reduce(1) { $0 * $1.size } }
  }

  /// The size of the last axis; 1 where there is none.
  var lastSize: Int { shape.last ?? 1 }

  /// The size of each axis, with the timesteps after the last.
  var wholeShape: [Int] {
    var shape = shape
    if let ahead { shape[ahead.axis] += ahead.count }
    return shape
  }

  /// The features; nil of another source.
  var wires: [Wire]? {
    if case .features(let wires, _) = source { wires } else { nil }
  }

  /// The features; none of another source.
  var featureWires: [Wire] { wires ?? [] }

  /// Whether the signal is that of the last timestep only.
  var isLastStep: Bool {
    if case .features(_, true) = source { true } else { false }
  }

  /// The first axis of features; nil where there is one feature, or none.
  var featureAxis: Int? {
    axes.firstIndex { $0.contains { $0.role == .features } }
  }

  /// An axis of a size.
  static func axis(_ role: Atom.Role, _ size: Int) -> [Atom] {
    size == 1 ? [] : [Atom(role: role, size: size)]
  }
}

extension Signal {
  /// The signal with its axes brought into another order.
  func transposed(_ permutation: [Int]) -> Signal {
    arranged(.transpose(permutation)).with(permutation.map { axes[$0] })
  }

  /// The features at some indices along an axis that holds nothing else.
  func taking(_ indices: [Int], along axis: Int) -> Signal {
    var signal = arranged(.take(axis: axis, indices: indices))
    signal.axes[axis] = Signal.axis(.features, indices.count)
    return signal
  }

  /// The signal with its features, which lie row-major along the axes,
  /// rearranged, and its axes as they are.
  private func arranged(_ operation: LayoutOperation) -> Signal {
    func arranged(_ wires: [Wire]) -> [Wire] {
      let places = ConstantTensor(
        shape: featureShape, .integers(Array(wires.indices))
      ).applying(operation)
      return places.codes.map { wires[$0] }
    }
    var signal = self
    switch source {
    case .features(let wires, let isLastStep):
      signal.source = .features(arranged(wires), isLastStep: isLastStep)
    case .reversed(let wires): signal.source = .reversed(arranged(wires))
    case .input, .step: break
    }
    return signal
  }

  /// The signal with the features of others after its own along an axis, of
  /// signals that differ along that axis only.
  func joined(with others: ArraySlice<Signal>, along axis: Int) -> Signal {
    let signals = [self] + others
    let outer = featureShape[..<axis].reduce(1, *)
    let wires = (0..<outer).flatMap { block in
      signals.flatMap { signal in
        let wires = signal.featureWires
        let count = wires.count / outer
        return wires[block * count..<(block + 1) * count]
      }
    }
    var signal = Signal(
      source: .features(wires, isLastStep: isLastStep), axes: axes)
    signal.axes[axis] = Signal.axis(
      .features, signals.reduce(0) { $0 + $1.shape[axis] })
    return signal
  }

  /// How many features lie along each axis.
  var featureShape: [Int] {
    axes.map { axis in
      axis.reduce(1) { $1.role == .features ? $0 * $1.size : $0 }
    }
  }

  /// The signal with its atoms grouped into axes of other sizes; nil when an
  /// atom would be torn apart, or features joined with something else. Features
  /// that lie side by side may be regrouped.
  func reshaped(_ shape: [Int]) -> Signal? {
    var atoms = ArraySlice(axes.joined())
    var groups: [[Atom]] = []
    for size in shape {
      var group: [Atom] = []
      var rest = size
      while rest > 1, var atom = atoms.popFirst() {
        if !rest.isMultiple(of: atom.size) {
          guard atom.role == .features, atom.size.isMultiple(of: rest) else {
            return nil
          }
          atoms.insert(
            Atom(role: .features, size: atom.size / rest), at: atoms.startIndex)
          atom.size = rest
        }
        group.append(atom)
        rest /= atom.size
      }
      let features = group.filter { $0.role == .features }
      guard rest == 1, features.isEmpty || features.count == group.count else {
        return nil
      }
      groups.append(features.isEmpty ? group : Signal.axis(.features, size))
    }
    return atoms.isEmpty ? with(groups) : nil
  }

  /// The signal with axes of size 1 before its own.
  func padded(to rank: Int) -> Signal {
    with(Array(repeating: [], count: max(0, rank - axes.count)) + axes)
  }

  /// The signal with other features along an axis; as many as it has lie as
  /// its own do.
  func with(_ wires: [Wire], along axis: Int) -> Signal {
    var signal = Signal(
      source: .features(wires, isLastStep: isLastStep), axes: axes)
    if featureShape.reduce(1, *) != wires.count {
      signal.axes[axis] = Signal.axis(.features, wires.count)
    }
    return signal
  }

  /// The signal with others in the place of its features.
  func replacing(_ wires: [Wire]) -> Signal {
    Signal(source: .features(wires, isLastStep: isLastStep), axes: axes)
  }

  private func with(_ axes: [[Atom]]) -> Signal {
    var signal = self
    signal.axes = axes
    return signal
  }
}
