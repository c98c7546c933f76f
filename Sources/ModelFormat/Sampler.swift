/// Draws classes at random from logits: the bits of `swiftlet_sample` in
/// `swiftlet_decision.h` (ARITHMETIC.md, section 10).
public struct Sampler: Equatable, Sendable {
  /// The temperatures that a sampler takes.
  public static let temperatures = 0...255.99

  /// Q8.8.
  private let temperature: UInt16
  private var random: PCG32

  /// Makes a sampler.
  ///
  /// - Parameters:
  ///   - temperature: What logits are divided by, rounded to 1 / 256: 1 draws
  ///     with the model's own probabilities, less takes the likelier more
  ///     often, and 0 the likeliest.
  ///   - seed: The same seed draws the same classes.
  /// - Precondition: `temperature` is one of `temperatures`.
  public init(temperature: Double = 1, seed: UInt64 = 1) {
    precondition(
      Self.temperatures.contains(temperature),
      "a temperature lies in \(Self.temperatures)")
    self.temperature = UInt16((temperature * 256).rounded())
    random = PCG32(seed: seed)
  }

  /// The index of a class, drawn with one random number; at the temperature 0
  /// the first of the largest logits, without one. 0 of no logits.
  ///
  /// - Parameter logits: One a class, as a step reads them.
  public mutating func sample(_ logits: [Double]) -> Int {
    let fixed = logits.map(Softmax.fixedPoint)
    guard let largest = fixed.max() else { return 0 }
    guard temperature > 0 else { return fixed.firstIndex(of: largest) ?? 0 }
    let weights = fixed.map { weight(of: UInt32(bitPattern: largest &- $0)) }
    let sum = weights.reduce(0) { $0 + UInt64($1) }
    var rest = sum.multipliedFullWidth(by: UInt64(random.next()) << 32).high
    for (index, weight) in weights.dropLast().enumerated() {
      guard rest >= weight else { return index }
      rest -= UInt64(weight)
    }
    return weights.count - 1
  }

  /// The weight of a distance from the largest logit, Q16.16; Q0.31.
  private func weight(of distance: UInt32) -> UInt32 {
    let temperature = UInt64(temperature)
    let sharpness = ((1 << 24) + temperature / 2) / temperature
    let sharp = (UInt64(distance) * sharpness) >> 16
    return Softmax.exponential(of: UInt32(clamping: sharp))
  }
}
