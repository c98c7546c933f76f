/// How often errors of each size occur, in bins around 0 whose width doubles
/// when an error lies beyond the last of them.
public struct ErrorHistogram: Equatable, Sendable {
  /// The number of bins on each side of 0.
  public static let reach = 512
  /// How many errors lie in each bin: bin `reach + k` holds those in
  /// `k * binWidth..<(k + 1) * binWidth`.
  public private(set) var counts = Array(repeating: 0, count: 2 * reach)
  /// The width of a bin, a power of 2.
  public private(set) var binWidth = 0x1p-40
  /// How many errors there are.
  public private(set) var total = 0

  /// A histogram of no error yet.
  public init() {}

  /// Adds an error; one that is not finite does not count.
  public mutating func add(_ error: Double) {
    guard error.isFinite else { return }
    while abs(error) >= binWidth * Double(Self.reach) { widen() }
    counts[Self.reach + Int((error / binWidth).rounded(.down))] += 1
    total += 1
  }

  /// The number of bins on each side of 0 within which a share of the errors
  /// lies, `1...reach`.
  ///
  /// - Parameter share: in `0...1`.
  public func reach(of share: Double) -> Int {
    let wanted = (share * Double(total)).rounded(.up)
    var inside = 0
    for reach in 1...Self.reach {
      inside += counts[Self.reach - reach] + counts[Self.reach + reach - 1]
      if Double(inside) >= wanted { return reach }
    }
    return Self.reach
  }

  /// Makes one bin of two.
  private mutating func widen() {
    let half = Self.reach / 2
    let pairs = (0..<Self.reach).map { counts[2 * $0] + counts[2 * $0 + 1] }
    let empty = Array(repeating: 0, count: half)
    counts = empty + pairs + empty
    binWidth *= 2
  }
}
