import ArgumentParser
import Swiftlet

/// What an ONNX model leaves open, to be decided when it is imported.
struct GraphArguments: ParsableArguments {
  @Option(
    name: .customLong("fix"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      """
      The value that an input always has, such as sr=16000. Give it again for \
      more.
      """, valueName: "input=value"))
  var fixed: [String] = []

  @Option(
    name: .customLong("shape"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      """
      The sizes of an input, where the file leaves some open, such as \
      input=1,576: where convolutions run over all that a timestep brings. \
      Give it again for more.
      """, valueName: "input=sizes"))
  var shapes: [String] = []

  @Option(
    parsing: .unconditional,
    help: """
      How many values at the front of the input are the last ones of the \
      timestep before, where the model's callers put them: the network then \
      keeps them, and takes the others.
      """)
  var context = 0

  /// The options.
  ///
  /// - Throws: `ValidationError` when one is none.
  func options() throws -> GraphOptions {
    try check("--context", context, in: 0...1 << 20)
    var options = GraphOptions(context: context)
    for text in fixed {
      let (name, value) = try Self.parts(text, "--fix", "sr=16000")
      guard let number = Double(value), number.isFinite else {
        throw ValidationError("--fix takes a number, not '\(value)'.")
      }
      options.fixed[name] = number
    }
    for text in shapes {
      let (name, value) = try Self.parts(text, "--shape", "input=1,576")
      options.shapes[name] = try value.split(
        separator: ",", omittingEmptySubsequences: false
      ).map {
        guard let size = Int($0), size > 0 else {
          throw ValidationError("--shape takes sizes above 0, not '\($0)'.")
        }
        return size
      }
    }
    return options
  }

  /// What stands before and behind the last '=': names may have one too.
  private static func parts(
    _ text: String, _ option: String, _ example: String
  ) throws -> (name: String, value: String) {
    guard let sign = text.lastIndex(of: "="), sign > text.startIndex else {
      throw ValidationError(
        "\(option) takes an input's name and its value, such as \(example), "
          + "not '\(text)'.")
    }
    return (
      String(text[..<sign]), String(text[text.index(after: sign)...])
    )
  }
}
