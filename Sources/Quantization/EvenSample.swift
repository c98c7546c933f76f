/// Numbers in bounded memory: all of them, or of very many every second, fourth,
/// … one.
package struct EvenSample<Value> {
  /// The numbers that are kept.
  package private(set) var values: [Value] = []
  private let limit: Int
  /// One of so many is kept.
  private var interval = 1
  private var count = 0

  /// A sample of no number yet, for one of several columns: together they keep
  /// about eight million, and each at least 16,384.
  package init(columns: Int) {
    limit = 2 * max(1 << 13, (1 << 22) / max(columns, 1))
  }

  /// Takes the next number.
  package mutating func add(_ value: Value) {
    defer { count += 1 }
    guard count % interval == 0 else { return }
    if values.count == limit {
      values = stride(from: 0, to: limit, by: 2).map { values[$0] }
      interval *= 2
    }
    values.append(value)
  }
}
