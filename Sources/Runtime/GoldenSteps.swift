internal import CSwiftlet

/// The steps that a model records for its self-test: for each the inputs, then
/// the outputs that follow from a state of zeros and the steps before.
struct GoldenSteps {
  private let model: ModelView

  init(_ model: ModelView) { self.model = model }

  /// Bytes of one step.
  var stepSize: Int { 2 &* (model.inputCount &+ model.outputCount) }

  /// Whether the section holds whole steps. Small cores do not divide.
  var isWhole: Bool {
    var rest = model.sectionSize(Section.goldenSteps)
    while rest >= stepSize { rest &-= stepSize }
    return rest == 0
  }

  /// Runs every golden step from a state of zeros and compares all outputs.
  func match(_ stream: Stream) -> Bool {
    stream.reset()
    var step =
      UnsafeRawPointer(model.bytes) + model.section(Section.goldenSteps)
    let end = step + model.sectionSize(Section.goldenSteps)
    while step != end {
      let input = step.assumingMemoryBound(to: Int16.self)
      guard stream.load(input) == SWIFTLET_OK else { return false }
      let output = stream.step()
      for channel in 0..<model.outputCount {
        guard output[channel] == input[model.inputCount &+ channel]
        else { return false }
      }
      step += stepSize
    }
    return true
  }
}
