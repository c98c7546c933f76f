/// What a name of a graph stands for.
enum GraphValue {
  /// A value that does not depend on the inputs.
  case constant(ConstantTensor)
  /// A value that does.
  case signal(Signal)

  /// The dimensions; those that a graph leaves open have unusual sizes.
  var shape: [Int] {
    switch self {
    case .constant(let tensor): tensor.shape
    case .signal(let signal): signal.shape
    }
  }
}

/// A value that depends on a graph's inputs: where it comes from, and what its
/// axes are.
struct Signal {
  /// Where the values come from.
  enum Source {
    /// An input of the graph.
    case input(String)
    /// One slice of an input, such as the initial state of one layer.
    case inputPart(String, Int)
    /// The chain of layers after `revision` changes.
    case chain(revision: Int, isLastStep: Bool)
    /// The final states of recurrent layers, stacked.
    case states([StatePart])
    /// A part of one timestep of an unrolled layer.
    case step(UnrolledLayer.Part)
  }

  /// A final state of a recurrent layer.
  struct StatePart: Equatable {
    /// The layer's index among the recurrent ones.
    var layer: Int
    /// Whether it is an LSTM's cell state.
    var isCell: Bool
    /// The chain's revision after the layer.
    var revision: Int
  }

  /// A run of elements that no reshape tears apart.
  struct Atom: Equatable {
    /// What the run is.
    enum Role: Equatable {
      /// An axis of the graph's input, such as time.
      case input(axis: Int)
      /// The values of one timestep after a layer.
      case features
      /// The layers of stacked states.
      case layers
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

  private func with(_ axes: [[Atom]]) -> Signal {
    var signal = self
    signal.axes = axes
    return signal
  }
}
