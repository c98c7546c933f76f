/// What a name of a graph stands for.
enum GraphValue {
  /// A value that does not depend on the inputs.
  case constant(ConstantTensor)
  /// A value that layers take and give.
  case signal(Signal)
  /// Elements of states, each a `StateElement.code`.
  case state(ConstantTensor)
  /// Places of timesteps that an input names.
  case timestep(TimestepIndex)

  /// The dimensions; those that a graph leaves open have unusual sizes.
  var shape: [Int] {
    switch self {
    case .constant(let tensor), .state(let tensor): tensor.shape
    case .signal(let signal): signal.wholeShape
    case .timestep(let index): index.shape
    }
  }
}
