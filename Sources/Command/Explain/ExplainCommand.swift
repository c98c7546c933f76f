import ArgumentParser

/// `explain`: what a recurrent network is and why it is hard to train, in
/// numbers.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explain recurrent networks by numbers that are computed here.",
    subcommands: [ExplainNetworkCommand.self, ExplainGradientsCommand.self])
}
