/// Orders sequences into batches.
enum Batching {
  // Sequences are sorted by length within buckets of so many batches.
  private static let batchesPerBucket = 8

  /// The indices of each batch of one epoch.
  ///
  /// The sequences are shuffled, then sorted by length within buckets of a few
  /// batches, so that the sequences of a batch end at about the same time;
  /// the batches are shuffled again.
  static func batches(
    lengths: [Int], batchSize: Int, random: inout RandomSource
  ) -> [[Int]] {
    let order = random.permutation(lengths.count)
    var batches: [[Int]] = []
    for bucket in chunks(order, batchSize * batchesPerBucket) {
      batches += chunks(sorted(bucket, by: lengths), batchSize)
    }
    return random.permutation(batches.count).map { batches[$0] }
  }

  /// All indices, longest sequences first, in batches.
  static func byLength(lengths: [Int], batchSize: Int) -> [[Int]] {
    chunks(sorted(Array(lengths.indices), by: lengths), batchSize)
  }

  private static func sorted(_ indices: [Int], by lengths: [Int]) -> [Int] {
    // `sort` need not be stable; the place decides between equal lengths.
    indices.enumerated().sorted { left, right in
      let (a, b) = (lengths[left.element], lengths[right.element])
      return a == b ? left.offset < right.offset : a > b
    }.map(\.element)
  }

  private static func chunks(_ indices: [Int], _ size: Int) -> [[Int]] {
    stride(from: 0, to: indices.count, by: size).map {
      Array(indices[$0..<min($0 + size, indices.count)])
    }
  }
}
