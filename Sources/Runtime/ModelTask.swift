/// What a model's outputs are for (FORMAT.md, "Header").
public enum ModelTask: UInt8, Sendable {
  /// The largest output names the class; outputs are logits.
  case classification = 0
  /// Each output predicts a value.
  case regression = 1
}
