/// The place of a timestep that an input of integers names, such as the last
/// of a sequence's valid ones.
struct TimestepIndex {
  /// The input.
  var input: String
  /// What has been added to it.
  var offset = 0
  /// Whether it is a truth value about the place rather than the place.
  var isTruth = false
  /// The dimensions.
  var shape: [Int]
}
