import ArgumentParser
import Foundation
import Swiftlet
import SwiftletExplaining
import SwiftletFiles
import SwiftletTraining

/// `explain gradients`: how far gradients reach back in time.
struct ExplainGradientsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gradients",
    abstract: "Show how gradients vanish and explode, and what helps.",
    discussion: """
      Trains small networks to recall the first step of a sequence at its last, \
      and writes a page that shows how large the gradient is at each step back: \
      in a tanh RNN, where it vanishes or explodes, and with gates, clipping, \
      orthogonal and chrono initialisation. It takes less than two minutes; \
      every number is computed in that time, the same on every run. With a file \
      of train --gradients, the page shows that training instead.
      """)

  @Argument(help: "A file that train --gradients wrote, to show instead.")
  var file: String?

  @Option(
    help: "The page to write: one HTML file for a browser.",
    completion: .file(extensions: ["html"]))
  var out = "gradients.html"

  @OptionGroup var output: OutputOptions

  func run() throws {
    let page = try OutputFile(out)
    try OutputRule.check(
      [("--out", page)], reading: [("the file", file.map { [$0] } ?? [])])
    if let file {
      try draw(file, page)
    } else {
      Console.message(
        "training small networks; this takes less than two minutes")
      let explanation = try GradientExplanation()
      try explanation.writePage(to: page)
      try report(explanation)
    }
  }

  /// Draws a training's gradients.
  private func draw(_ file: String, _ page: OutputFile) throws {
    let url = URL(fileURLWithPath: file)
    let table = try GradientFile(contentsOf: url)
    try table.writePage(to: page, title: url.lastPathComponent)
    if output.json {
      try output.print(["epochs": table.epochs.count, "out": out])
    } else {
      try Console.print("\(out): \(table.epochs.count) epochs of \(file)")
    }
  }

  private func report(_ explanation: GradientExplanation) throws {
    if output.json {
      var record = explanation.record
      record["out"] = out
      return try output.print(record)
    }
    try Console.print(explanation.table + "\n\(out): the page")
  }
}
