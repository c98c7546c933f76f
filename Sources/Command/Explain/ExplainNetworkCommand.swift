import ArgumentParser
import SwiftletExplaining

/// `explain network`: a recurrent network, worked by hand.
struct ExplainNetworkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "network",
    abstract: "Work a network of two units, with all of its numbers.",
    discussion: """
      Two timesteps forward, the gradient back through time, how it vanishes, \
      what gates keep, and the same steps on a device's integers: the figures \
      of the page "What a recurrent network is".
      """)

  @OptionGroup var output: OutputOptions

  func run() throws {
    let explanation = try NetworkExplanation()
    if output.json {
      let blocks = explanation.blocks.map {
        ["name": $0.name, "text": $0.text]
      }
      return try output.print(["blocks": blocks])
    }
    try Console.print(explanation.text)
  }
}
