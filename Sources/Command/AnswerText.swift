import SwiftletCells
import SwiftletFormat

/// How `stream` prints an answer.
struct AnswerText {
  /// What is printed of the outputs.
  enum Form {
    /// All, as numbers or as the integers that they are.
    case values, integers
    /// The name of the class that is told, or that with its probability.
    case name, nameAndProbability
  }

  let form: Form
  let classNames: [String]

  /// Adds an answer to a line.
  func write(_ outputs: ArraySlice<Double>, to line: inout LineWriter) {
    switch form {
    case .values: write(outputs, to: &line) { Float($0).description }
    case .integers: write(outputs, to: &line) { "\(Int($0))" }
    case .name: line.append(classNames[Array(outputs).largestIndex])
    case .nameAndProbability:
      let outputs = Array(outputs)
      line.append(classNames[outputs.largestIndex].csvField)
      line.append(",")
      line.append(Console.number(outputs.largestProbability, digits: 4))
    }
  }

  private func write(
    _ outputs: ArraySlice<Double>, to line: inout LineWriter,
    _ text: (Double) -> String
  ) {
    for index in outputs.indices {
      if index > outputs.startIndex { line.append(",") }
      line.append(text(outputs[index]))
    }
  }
}

extension [Double] {
  /// The probability of the largest logit's class, a multiple of 1 / 32768.
  var largestProbability: Double {
    Double(Softmax.probabilities(of: self)[largestIndex]) / 32768
  }
}

extension String {
  /// The text as a field of CSV: in quotes where it needs them.
  fileprivate var csvField: String {
    contains { ",\"\n\r".contains($0) }
      ? "\"" + replacing("\"", with: "\"\"") + "\"" : self
  }
}
