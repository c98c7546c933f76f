import ArgumentParser

/// A part of a search: `k/n`, the k-th of n.
struct Shard: ExpressibleByArgument {
  /// Which part, from 0.
  let index: Int
  /// How many parts there are.
  let count: Int

  init?(argument: String) {
    let numbers = argument.split(
      separator: "/", omittingEmptySubsequences: false
    ).map { Int($0) }
    guard numbers.count == 2, let part = numbers[0], let count = numbers[1],
      (1...10_000).contains(count), (1...count).contains(part)
    else { return nil }
    (index, self.count) = (part - 1, count)
  }

  /// The part as it is given.
  var text: String { "\(index + 1)/\(count)" }
}
