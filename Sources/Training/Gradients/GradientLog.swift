import Foundation
import SwiftletFiles

/// A file of gradients that grows with a training.
struct GradientLog {
  private let url: URL
  private let probe: GradientProbe
  private var file = GradientFile()

  /// A file that begins with the norms before the first epoch, or goes on
  /// after the epochs that were run.
  ///
  /// - Parameter epoch: after how many epochs the parameters are.
  /// - Throws: `TrainingError` when a file to go on with is none.
  init(
    _ url: URL, _ probe: GradientProbe, _ parameters: [Float], epoch: Int
  ) throws {
    self.url = url
    self.probe = probe
    if epoch == 0 {
      try add(parameters, epoch: 0)
    } else if try exists(url.relativePath) {
      file = try GradientFile(contentsOf: url)
      file.removeEpochs(after: epoch)
    }
  }

  /// Measures the gradients and writes the file.
  mutating func add(_ parameters: [Float], epoch: Int) throws {
    file.add(probe.norms(parameters, epoch: epoch))
    try file.write(to: url)
  }
}
