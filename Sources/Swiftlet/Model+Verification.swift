public import Foundation
public import SwiftletCells
public import SwiftletDatasets
import SwiftletEncoding
package import SwiftletFiles
public import SwiftletQuantization
import SwiftletReporting

/// What a comparison of a quantized model with its float reference finds.
public struct VerificationOutcome: Sendable {
  /// Scores, agreement and errors, step by step.
  public let report: VerificationReport
  /// How the recurrence holds up in a stream that is never reset; nil without
  /// a recurrent layer, or when it is left out.
  public var recurrence: RecurrentReport?
  /// How the float reference runs on, against its windows; nil of a model
  /// without a window, or where no sequence is as long as one.
  public let window: WindowReport?
  private let model: Model
  private let reference: FloatModel
  private let dataName: String

  fileprivate init(
    _ model: Model, _ reference: FloatModel, _ report: VerificationReport,
    _ recurrence: RecurrentReport?, _ window: WindowReport?,
    dataName: String
  ) {
    self.model = model
    self.reference = reference
    self.report = report
    self.recurrence = recurrence
    self.window = window
    self.dataName = dataName
  }

  /// Writes a page of HTML that shows the model and the comparison; one that is
  /// already there is replaced as a whole.
  ///
  /// - Parameters:
  ///   - url: The page's file.
  ///   - title: The page's title, such as the model's name.
  ///   - date: The day that the page names; the page is otherwise the same for
  ///     the same comparison.
  /// - Throws: ``OutputError`` when the file cannot be written; `DeviceError`
  ///   when the table of costs, which comes with the package, cannot be read.
  public func writePage(
    to url: URL, title: String = "Quantized model", date: Date = Date()
  ) throws {
    try writePage(to: OutputFile(url), title: title, date: date)
  }

  /// Writes the page.
  package func writePage(
    to file: OutputFile, title: String, date: Date = Date()
  ) throws {
    let page = try HTMLReport(
      model.quantized, reference: reference, result: report,
      recurrence: recurrence,
      heading: .init(title: title, data: dataName, date: date)
    ).page
    try file.write(Data(page.utf8))
  }
}

extension Model {
  /// Compares the model with the float model that it was made of, on the
  /// data's test part, or on the only part.
  ///
  /// - Parameters:
  ///   - reference: The float model.
  ///   - source: The data.
  ///   - streamSteps: How long the stream is that is never reset, at least 0;
  ///     with 0 there is none.
  /// - Throws: ``DataError`` or ``DataEncodingError`` when the data do not fit
  ///   the models; ``QuantizationError`` when the models differ in inputs or
  ///   outputs; ``ModelError`` when a step is refused.
  public func verify(
    against reference: FloatModel, on source: DataSource,
    streamSteps: Int = 100_000
  ) throws -> VerificationOutcome {
    let sequences = try source.testPart(for: reference).sequences
    let warmUp = try source.warmUp(for: reference).last
    let report = try Verification(quantized, reference: reference)
      .run(sequences, warmUp: warmUp)
    let recurrence = RecurrentVerification(quantized, reference: reference)
    return VerificationOutcome(
      self, reference, report,
      recurrence.applies && streamSteps > 0
        ? try recurrence.run(sequences, steps: streamSteps) : nil,
      try WindowVerification(reference, gapPolicy: gapPolicy)?
        .run(sequences, warmUp: warmUp),
      dataName: source.name)
  }
}
