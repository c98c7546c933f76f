public import Foundation
import SwiftletBudget
public import SwiftletCells
import SwiftletDevices
public import SwiftletFormat
public import SwiftletQuantization
import SwiftletRuntime

/// A page that shows a quantized model and how it compares with its reference:
/// one file of HTML without scripts, which needs nothing else.
///
/// The page is the same for the same arguments, and its size is bounded: of
/// many steps, classes or features it shows some.
public struct HTMLReport {
  let model: QuantizedModel
  let reference: FloatModel
  let result: VerificationReport
  let recurrence: RecurrentReport?
  let heading: Heading
  /// What the model costs on each core; empty where the table of costs does
  /// not lie beside the program, or does not know one of the layers.
  let budgets: [Budget]
  /// The largest error of the budgets' instructions, in percent.
  let largestError: Double

  /// What the page says of itself.
  public struct Heading: Sendable {
    /// The page's title, such as the model's name.
    public let title: String
    /// What the data are called.
    public let data: String
    /// The day on which the comparison is made; shown in UTC.
    public let date: Date

    /// Puts a heading together.
    public init(title: String, data: String, date: Date) {
      self.title = title
      self.data = data
      self.date = date
    }
  }

  /// A report on two models.
  ///
  /// - Parameters:
  ///   - model: The quantized model.
  ///   - reference: The float model that it was made of.
  ///   - result: What their comparison finds.
  ///   - recurrence: What a stream that is never reset shows; nil leaves it
  ///     out.
  ///   - heading: What the page says of itself.
  /// - Throws: `DeviceError` when the table of costs cannot be read.
  public init(
    _ model: QuantizedModel, reference: FloatModel,
    result: VerificationReport, recurrence: RecurrentReport?,
    heading: Heading
  ) throws {
    self.model = model
    self.reference = reference
    self.result = result
    self.recurrence = recurrence
    self.heading = heading
    let costs = try CostTable.measured()
    budgets = TargetCore.counted.compactMap {
      Budget(estimating: model, on: $0, by: costs)
    }
    largestError = budgets.compactMap { costs.largestError($0.core) }.max() ?? 0
  }

  /// The page's text.
  public var page: String { document.text }

  private var document: Markup {
    Page(
      title: heading.title, subject: "the report", head: summary,
      sections: sections, note: " on \(day)"
    ).markup
  }

  private var sections: [ReportSection] {
    [
      modelSection, scoreSection, outputSection, errorSection, rangeSection,
      memorySection, longStreamSection, coreSection,
    ].compactMap { $0 }
  }

  /// Whether the outputs are logits of classes.
  var isClassifier: Bool { model.task == .classification }

  private var day: String {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? .current
    let day = calendar.dateComponents(
      [.year, .month, .day], from: heading.date)
    return String(
      format: "%04d-%02d-%02d", day.year ?? 0, day.month ?? 0, day.day ?? 0)
  }
}
