/// Which columns of a CSV file are for what, where their names do not say it.
///
/// What is nil or empty goes by the names that DATA.md lists.
public struct ColumnRoles: Equatable, Sendable {
  /// The column of each step's class.
  public var label: String?
  /// The columns of the values to predict.
  public var targets: [String]
  /// The column of the time, which no network sees.
  public var time: String?
  /// The column of the sequence's id.
  public var sequence: String?
  /// The columns to leave out.
  public var ignored: [String]
  /// The seconds of a timestep, above 0, where rows that are missing in time
  /// become missing timesteps; nil where each row is the step that follows, or
  /// for the step of the model's training data.
  public var step: Double?

  /// Makes roles; by default none.
  public init(
    label: String? = nil, targets: [String] = [], time: String? = nil,
    sequence: String? = nil, ignored: [String] = [], step: Double? = nil
  ) {
    self.label = label
    self.targets = targets
    self.time = time
    self.sequence = sequence
    self.ignored = ignored
    self.step = step
  }

  /// Columns of these names hold the time where no role says which one does.
  /// `t` is one of them in small letters only: a temperature may be `T`.
  static func isTime(_ name: String) -> Bool {
    name == "t"
      || ["time", "timestamp", "datetime", "date"].contains(name.lowercased())
  }

  /// Whether a name is the one by which a sequence's column is found.
  static func isSequence(_ name: String) -> Bool { name.lowercased() == "seq" }

  /// Whether a name is one by which the column of a class is found.
  static func isLabel(_ name: String) -> Bool { name.lowercased() == "label" }

  /// Whether a name is one by which what comes next is found.
  static func isLabelNext(_ name: String) -> Bool {
    name.lowercased().hasPrefix("label_next")
  }

  /// Whether a name is one by which values to predict are found.
  static func isTarget(_ name: String) -> Bool {
    name.lowercased().hasPrefix("target")
  }

  /// Whether a name says of a column that it is no feature.
  public static func isReserved(_ name: String) -> Bool {
    name == "t" || isSequence(name) || isLabel(name) || isLabelNext(name)
      || isTarget(name)
  }
}
