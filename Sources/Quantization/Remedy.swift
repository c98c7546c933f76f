/// Other options that could bring the integers nearer to float.
struct Remedy {
  let cause: String
  /// What to change.
  let change: String
  let edit: (inout QuantizationOptions) -> Void
  private let options: QuantizationOptions

  init(
    _ cause: String, _ change: String, _ options: QuantizationOptions,
    edit: @escaping (inout QuantizationOptions) -> Void = { _ in }
  ) {
    self.cause = cause
    self.change = change
    self.edit = edit
    self.options = options
  }

  /// What to say of it; nil where it does not bring the least agreement.
  func line(for quantizer: Quantizer, _ least: Double) -> String? {
    var changed = options
    edit(&changed)
    guard let agreement = try? quantizer.agreement(with: changed),
      agreement >= least
    else { return nil }
    return "\(cause); \(change) gives \(agreement.percent)"
  }
}

extension Quantizer {
  /// What else could be chosen, in the order in which it is tried: no training,
  /// finer integers, these together, a narrower range.
  func remedies(isTrained: Bool) -> [Remedy] {
    let finer = finerIntegers
    return
      (isTrained && options.weightBits > 4
      ? [Remedy("the training left it", "rounding alone", options)] : [])
      + finer + (finer.count > 1 ? [together(finer)] : [])
      + [0.999, 0.99].map { share in
        Remedy(
          "few values of a feature are far from all others",
          "`inputRange` quantile \(share)", options
        ) { $0.inputRange = .quantile(share) }
      }
  }

  private var finerIntegers: [Remedy] {
    var finer: [Remedy] = []
    if clips {
      finer.append(
        Remedy("features are clipped", "`inputRange` largest", options) {
          $0.inputRange = .largest
        })
    }
    if options.activationBits == 8 {
      finer.append(
        Remedy("activations have 8 bits", "`activationBits` 16", options) {
          $0.activationBits = 16
        })
    }
    if options.weightBits < 16 {
      let (bits, wider) = (options.weightBits, options.weightBits == 4 ? 8 : 16)
      finer.append(
        Remedy("weights have \(bits) bits", "`weightBits` \(wider)", options) {
          $0.weightBits = wider
        })
    }
    return finer
  }

  private func together(_ remedies: [Remedy]) -> Remedy {
    Remedy(
      remedies.map(\.cause).joined(separator: ", "),
      remedies.map(\.change).joined(separator: " with "), options
    ) { options in
      for remedy in remedies { remedy.edit(&options) }
    }
  }

  /// Whether the chosen range may leave values out.
  private var clips: Bool {
    switch options.inputRange {
    case .automatic: options.activationBits == 8
    case .largest: false
    case .quantile: true
    }
  }
}
