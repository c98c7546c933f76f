/// A value that depends on a graph's inputs: where it comes from, and what its
/// axes are.
struct Signal {
  /// Where the values come from.
  enum Source {
    /// An input of the graph, or what is taken of it along one of its axes.
    case input(String, taken: Taken? = nil)
    /// Features of each timestep, or of the last one only.
    case features([Wire], isLastStep: Bool)
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

  /// The features; nil of another source.
  var wires: [Wire]? {
    if case .features(let wires, _) = source { wires } else { nil }
  }

  /// Whether the signal is that of the last timestep only.
  var isLastStep: Bool {
    if case .features(_, true) = source { true } else { false }
  }

  /// The axis of the features; nil where there is one feature, or none.
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
    with(permutation.map { axes[$0] })
  }

  /// The signal with its atoms grouped into axes of other sizes; nil when an
  /// atom would be torn apart, or features joined with something else.
  func reshaped(_ shape: [Int]) -> Signal? {
    var atoms = axes.joined().makeIterator()
    var groups: [[Atom]] = []
    for size in shape {
      var group: [Atom] = []
      var product = 1
      while product < size, let atom = atoms.next() {
        group.append(atom)
        product *= atom.size
      }
      guard product == size,
        group.count < 2
          || !group.contains(where: {
            $0.role == .features
          })
      else { return nil }
      groups.append(group)
    }
    return atoms.next() == nil ? with(groups) : nil
  }

  /// The signal with axes of size 1 before its own.
  func padded(to rank: Int) -> Signal {
    with(Array(repeating: [], count: max(0, rank - axes.count)) + axes)
  }

  /// The signal with other features along an axis.
  func with(_ wires: [Wire], along axis: Int) -> Signal {
    var signal = Signal(
      source: .features(wires, isLastStep: isLastStep), axes: axes)
    signal.axes[axis] = Signal.axis(.features, wires.count)
    return signal
  }

  private func with(_ axes: [[Atom]]) -> Signal {
    var signal = self
    signal.axes = axes
    return signal
  }
}
